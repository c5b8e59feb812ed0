package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.starter.TextEncoderId;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointImport;
import dev.xmcgan.transport.checkpoints.UnusableCheckpointException;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A directory becomes a checkpoint on Kafka. */
@Command(
    name = "import",
    header = "Publishes a directory as a checkpoint.",
    description =
        "Publishes a checkpoint directory, such as 'export' and 'lab train' write, after a look at"
            + " its weights. It is not released unless --release says so.")
final class ImportCheckpointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReleaseOptions options;

  @Parameters(paramLabel = "DIR", description = "Holds config.json and generator.safetensors.")
  private Path directory;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Of the new checkpoint (default: import- and the weights' hash).")
  private Optional<String> id;

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      description = "The BERT it was trained with (default: the starter's).")
  private Optional<Path> textEncoder;

  @Option(names = "--release", description = "Release it on --channel.")
  private boolean release;

  @Option(names = "--pin", description = "With --release: nothing but a person's word replaces it.")
  private boolean pin;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pin && !release) {
      throw CommandException.usage("--pin goes with --release");
    }
    check();
    String checkpointId = id.isPresent() ? id.get() : CheckpointImport.idOf(directory);
    publish(checkpointId);
    spec.commandLine().getOut().println("published " + checkpointId);
    if (release) {
      Release made =
          options.change(
              rules -> rules.promote(options.channel(), checkpointId, options.reason(), pin));
      spec.commandLine()
          .getOut()
          .printf(
              "%s serves %s%s%n",
              made.getChannel(), made.getCheckpointId(), made.getPinned() ? ", pinned" : "");
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /** What no worker could load is not published. */
  private void check() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw CommandException.usage("there is no directory " + directory);
    }
    try {
      CheckpointImport.check(directory);
    } catch (UnusableCheckpointException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
    for (ModelCheck check : ServiceLoader.load(ModelCheck.class)) {
      check.requireUsable(directory);
    }
  }

  private void publish(String checkpointId) throws IOException, InterruptedException {
    KafkaSettings settings = options.settings();
    AvroSerdes serdes = new AvroSerdes(settings);
    if (CheckpointShelf.read(settings, serdes).book().checkpoint(checkpointId).isPresent()) {
      throw CommandException.failed(
          "there is a checkpoint " + checkpointId + " already; --id gives another name");
    }
    String encoder = TextEncoderId.of(textEncoder.orElseGet(() -> Home.locate().textEncoder()));
    try {
      new CheckpointImport(settings, serdes, Clock.systemUTC())
          .publish(directory, checkpointId, encoder);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }
}
