package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.DataLock;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.data.StateFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops a stack, also one whose launcher was killed. */
@Command(
    name = "down",
    description = "Stops the stack that runs on a data directory; its data stays.")
public final class DownCommand implements Callable<Integer> {
  private static final Duration LAUNCHER_GRACE = Duration.ofSeconds(250);
  private static final Duration SERVICE_GRACE = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() throws InterruptedException {
    DataDirectory directory = data.directory();
    boolean stopped = Files.exists(directory.lock()) && stopLauncher(directory);
    List<String> leftovers = Files.exists(directory.root()) ? stopLeftovers(directory) : List.of();
    if (!leftovers.isEmpty()) {
      say("stopped what a killed launcher left running: " + String.join(", ", leftovers));
    } else {
      say(stopped ? "stopped" : "nothing is running on " + directory.root());
    }
    return ExitCode.OK;
  }

  private static boolean stopLauncher(DataDirectory directory) throws InterruptedException {
    Optional<DataLock> free = DataLock.tryAcquire(directory);
    if (free.isPresent()) {
      free.get().close();
      return false;
    }
    // the lock is held, so the pid in it lives
    ProcessHandle launcher =
        DataLock.owner(directory).stream()
            .mapToObj(ProcessHandle::of)
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(
                () ->
                    CommandException.failed(
                        directory.lock() + " is held, but does not say by which process"));
    new OrphanProcesses(LAUNCHER_GRACE).end(launcher);
    return true;
  }

  private static List<String> stopLeftovers(DataDirectory directory) throws InterruptedException {
    StateFile file = new StateFile(directory);
    Optional<StackState> state = file.read();
    if (state.isEmpty()) {
      return List.of();
    }
    List<String> stopped = new OrphanProcesses(SERVICE_GRACE).stop(state.get());
    file.delete();
    return stopped;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
