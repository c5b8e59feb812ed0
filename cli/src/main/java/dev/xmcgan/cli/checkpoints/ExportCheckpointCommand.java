package dev.xmcgan.cli.checkpoints;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A checkpoint on Kafka becomes a directory. */
@Command(name = "export", description = "Writes a checkpoint's files into a new directory.")
final class ExportCheckpointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Parameters(index = "0", paramLabel = "ID", description = "Checkpoint id or release channel.")
  private String id;

  @Parameters(index = "1", paramLabel = "DIR", description = "Made; must be empty if it exists.")
  private Path directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireEmpty();
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

  private void requireEmpty() throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isPresent()) {
          throw CommandException.usage(directory + " is not empty");
        }
      }
    }
  }
}
