package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.kafka.KafkaOptions;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checkpoints in Kafka. */
@Command(
    name = "checkpoints",
    header = "Lists, shows, exports and imports checkpoints.",
    description =
        "Lists, shows and exports the checkpoints that training has published, and imports the"
            + " official code's weights.",
    subcommands = ImportOfficialCommand.class)
public final class CheckpointsCommand implements Callable<Integer> {
  private static final double MEBIBYTE = 1L << 20;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }

  @Command(name = "list", description = "Every checkpoint, the oldest first; * marks releases.")
  int list(@Mixin KafkaOptions kafka) throws InterruptedException {
    CheckpointShelf shelf = CheckpointShelf.read(kafka.settings());
    PrintWriter out = spec.commandLine().getOut();
    String row = "%-36s %8s %10s %9s  %-24s %s%n";
    out.printf(row, "checkpoint", "step", "pairs", "size", "made", "released as");
    for (Checkpoint checkpoint : shelf.checkpoints()) {
      String channels = String.join(" ", shelf.channels(checkpoint));
      out.printf(
          row,
          checkpoint.getCheckpointId(),
          checkpoint.getStep(),
          checkpoint.getPairsSeen(),
          size(checkpoint),
          checkpoint.getCreatedAt(),
          channels.isEmpty() ? "" : "* " + channels);
    }
    out.flush();
    return ExitCode.OK;
  }

  @Command(name = "show", description = "One checkpoint's manifest.")
  int show(
      @Mixin KafkaOptions kafka,
      @Parameters(paramLabel = "ID", description = "Checkpoint id or release channel.") String id)
      throws InterruptedException {
    CheckpointShelf shelf = CheckpointShelf.read(kafka.settings());
    Checkpoint checkpoint = shelf.find(id);
    PrintWriter out = spec.commandLine().getOut();
    out.println("checkpoint    " + checkpoint.getCheckpointId());
    out.println("parent        " + Optional.ofNullable(checkpoint.getParentId()).orElse("(none)"));
    out.println("released as   " + String.join(" ", shelf.channels(checkpoint)));
    out.println("made by       " + checkpoint.getTrainerId() + " at " + checkpoint.getCreatedAt());
    out.println("step          " + checkpoint.getStep());
    out.println("pairs seen    " + checkpoint.getPairsSeen());
    out.println("text encoder  " + checkpoint.getTextEncoder());
    for (CheckpointFile file : checkpoint.getFiles()) {
      out.printf(
          "file          %s, %d bytes, sha256 %s%n",
          file.getName(), file.getSizeBytes(), file.getSha256());
    }
    out.println(checkpoint.getModelConfig());
    out.flush();
    return ExitCode.OK;
  }

  @Command(name = "export", description = "Writes a checkpoint's files into a new directory.")
  int export(
      @Mixin KafkaOptions kafka,
      @Parameters(paramLabel = "ID", description = "Checkpoint id or release channel.") String id,
      @Parameters(paramLabel = "DIR", description = "Made; must be empty if it exists.")
          Path directory)
      throws IOException, InterruptedException {
    requireEmpty(directory);
    KafkaSettings settings = kafka.settings();
    Checkpoint checkpoint = CheckpointShelf.read(settings).find(id);
    Files.createDirectories(directory);
    Path cache = directory.resolve(".fetching");
    try {
      Path fetched = new CheckpointFetcher(settings, cache).fetch(checkpoint);
      for (CheckpointFile file : checkpoint.getFiles()) {
        Files.move(
            fetched.resolve(file.getName()),
            directory.resolve(file.getName()),
            StandardCopyOption.ATOMIC_MOVE);
      }
      Files.delete(fetched);
      Files.delete(cache);
    } catch (CheckpointTransferException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
    spec.commandLine()
        .getOut()
        .println("wrote " + checkpoint.getCheckpointId() + " to " + directory);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isPresent()) {
          throw CommandException.usage(directory + " is not empty");
        }
      }
    }
  }

  private static String size(Checkpoint checkpoint) {
    List<CheckpointFile> files = checkpoint.getFiles();
    long bytes = files.stream().mapToLong(CheckpointFile::getSizeBytes).sum();
    return String.format("%.1f MiB", bytes / MEBIBYTE);
  }
}
