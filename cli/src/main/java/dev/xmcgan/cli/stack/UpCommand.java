package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.StopSignal;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.DataLock;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.data.ProcessIdentity;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.data.StateFile;
import dev.xmcgan.cli.services.LocalStack;
import dev.xmcgan.cli.services.ShellKafkaVariables;
import dev.xmcgan.cli.services.StackShape;
import dev.xmcgan.cli.supervision.LivenessPolicy;
import dev.xmcgan.cli.supervision.RestartPolicy;
import dev.xmcgan.cli.supervision.Supervisor;
import dev.xmcgan.localkafka.processes.LogRotation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the whole stack and stays with it. */
@Command(
    name = "up",
    header = "Starts the whole stack and keeps it running.",
    description =
        "Starts Kafka, the schema registry, the gateway, the workers and the trainer on this"
            + " machine, prints 'ready URL' once all of them are, and keeps them running until"
            + " Ctrl-C or 'down'. A second 'up' on the same data directory goes on where the"
            + " first one stopped.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0: told to stop, and stopped",
      "1: could not be started, or Kafka, registry or gateway died again and again; all is stopped",
      "2: the options make no sense"
    })
public final class UpCommand implements Callable<Integer> {
  private static final long NEEDED_MEBIBYTES = 2_048;
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private UpOptions options;

  @Option(names = "--detach", description = "Return once it is ready and leave it running.")
  private boolean detach;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Console console = new Console(spec.commandLine().getOut(), System.nanoTime());
    Home home = Home.locate();
    DataDirectory directory = data.directory();
    directory.create();
    if (detach) {
      return new DetachedLauncher(home, directory, console)
          .run(spec.commandLine().getParseResult().originalArgs());
    }
    directory.requireFreeSpace(NEEDED_MEBIBYTES);
    // closed last: the JVM ends as soon as it is, and the lock must have been released by then
    try (StopSignal stop = StopSignal.install();
        DataLock lock = DataLock.acquire(directory)) {
      cleanUpAfter(lock.previousOwner(), directory, console);
      options.check();
      tellWhatIsNotHandedOn(console);
      options.tooManyWorkers().ifPresent(console::say);
      run(home, directory, stop, console);
      return ExitCode.OK;
    }
  }

  private void run(Home home, DataDirectory directory, StopSignal stop, Console console)
      throws IOException, InterruptedException {
    StackShape shape =
        new StackShape(
            options.ports(),
            options.workers(),
            options.trainers(),
            options.starter(),
            options.topicPrefix());
    StateFile file = new StateFile(directory);
    LocalStack stack = LocalStack.of(home, directory, shape);
    ProcessIdentity launcher = ProcessIdentity.of(ProcessHandle.current());
    StateRecorder recorder =
        new StateRecorder(
            file,
            new StackState(launcher, shape.ports(), shape.topicPrefix(), List.of()),
            javaExecutable(),
            console);
    try (Supervisor supervisor =
        new Supervisor(
            RestartPolicy.standard(),
            LivenessPolicy.standard(),
            LogRotation.standard(),
            Clock.systemUTC(),
            recorder)) {
      RunningStack running = new RunningStack(stack, supervisor, stop, console);
      if (running.start()) {
        console.say(
            String.format("started in %.1f s; state in %s", console.seconds(), directory.root()));
        console.say("ready " + shape.ports().url());
        running.supervise();
      }
      console.say("stopping");
    } finally {
      file.delete();
    }
    console.say("stopped");
  }

  private static void tellWhatIsNotHandedOn(Console console) {
    List<String> variables = ShellKafkaVariables.names();
    if (!variables.isEmpty()) {
      console.say("not used by the local stack: " + String.join(", ", variables));
    }
  }

  private static void cleanUpAfter(
      OptionalLong previousOwner, DataDirectory directory, Console console)
      throws InterruptedException {
    StateFile file = new StateFile(directory);
    Optional<StackState> left = file.read();
    if (previousOwner.isPresent()) {
      console.say("took over the lock of process " + previousOwner.getAsLong() + ", which is gone");
    }
    if (left.isPresent()) {
      List<String> stopped = new OrphanProcesses(STOP_GRACE).stop(left.get());
      if (!stopped.isEmpty()) {
        console.say("stopped what it left running: " + String.join(", ", stopped));
      }
      file.delete();
    }
  }

  private static String javaExecutable() throws IOException {
    return Path.of(System.getProperty("java.home"), "bin", "java").toRealPath().toString();
  }
}
