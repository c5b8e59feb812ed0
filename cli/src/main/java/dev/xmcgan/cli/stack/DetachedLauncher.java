package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.services.Programs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code up} in a session of its own and relays what it says until it is ready. */
final class DetachedLauncher {
  private static final long PAUSE_MILLIS = 100;

  private final Home home;
  private final DataDirectory data;
  private final Console console;

  DetachedLauncher(Home home, DataDirectory data, Console console) {
    this.home = home;
    this.data = data;
    this.console = console;
  }

  /**
   * @param arguments of this command line, {@code --detach} among them
   */
  int run(List<String> arguments) throws IOException, InterruptedException {
    Path log = data.log("launcher");
    Files.deleteIfExists(log);
    List<String> command = new ArrayList<>();
    // away from this terminal, so that closing it stops nothing
    Programs.find("setsid").or(() -> Programs.find("nohup")).ifPresent(command::add);
    command.add(home.root().resolve("xmcgan").toString());
    arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
    Process launcher =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try (BufferedReader reader = Files.newBufferedReader(log, StandardCharsets.UTF_8)) {
      while (true) {
        boolean alive = launcher.isAlive();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          console.say(line);
          if (line.startsWith("ready http")) {
            return ExitCode.OK;
          }
        }
        if (!alive) {
          throw CommandException.failed("did not start; all it said is in " + log);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
