package dev.xmcgan.lab;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.checkpoints.ModelCheck;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a generator's weights as a worker would. */
public final class GeneratorCheck implements ModelCheck {

  @Override
  public void requireUsable(Path directory) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      CheckpointFiles.readGenerator(directory, CheckpointFiles.readConfig(directory), manager);
    } catch (CheckpointException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }
}
