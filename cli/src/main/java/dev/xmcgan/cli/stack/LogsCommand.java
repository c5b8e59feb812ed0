package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.supervision.ServiceLogTail;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the services log. */
@Command(name = "logs", description = "Prints the end of the logs, of one service or of all.")
public final class LogsCommand implements Callable<Integer> {
  private static final String ENDING = ".log";

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Such as gateway; all if left out.")
  private Optional<String> service;

  @Option(
      names = "-n",
      paramLabel = "LINES",
      defaultValue = "40",
      description = "Lines of each log (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as they grow, until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 0) {
      throw CommandException.usage("-n " + count + " is below 0");
    }
    List<Path> logs = chosen(data.directory());
    PrintWriter out = spec.commandLine().getOut();
    for (Path log : logs) {
      if (logs.size() > 1) {
        out.println("==> " + name(log) + " <==");
      }
      ServiceLogTail.lines(log, count).forEach(out::println);
    }
    out.flush();
    if (follow) {
      followed(logs, out);
    }
    return ExitCode.OK;
  }

  private List<Path> chosen(DataDirectory directory) throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(directory.logs())) {
      try (Stream<Path> files = Files.list(directory.logs())) {
        files.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(all::add);
      }
    }
    if (all.isEmpty()) {
      throw CommandException.failed("there are no logs under " + directory.logs());
    }
    if (service.isEmpty()) {
      return all;
    }
    Path wanted = directory.log(service.get());
    if (!all.contains(wanted)) {
      throw CommandException.usage(
          String.format(
              "no service %s; there are %s",
              service.get(), String.join(", ", all.stream().map(LogsCommand::name).toList())));
    }
    return List.of(wanted);
  }

  private static void followed(List<Path> logs, PrintWriter out)
      throws IOException, InterruptedException {
    List<LogFollower> followers = new ArrayList<>();
    for (Path log : logs) {
      followers.add(new LogFollower(log, logs.size() > 1 ? name(log) + " | " : ""));
    }
    while (!out.checkError()) {
      for (LogFollower follower : followers) {
        follower.printNew(out);
      }
      Thread.sleep(200);
    }
  }

  private static String name(Path log) {
    String file = log.getFileName().toString();
    return file.substring(0, file.length() - ENDING.length());
  }
}
