package dev.xmcgan.model.generation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;

/** Checkpoints of untrained models, and the text encoder that the build makes. */
final class Starter {

  private Starter() {}

  static TextEncoder textEncoder() throws IOException {
    Path directory =
        Path.of(
            System.getProperty("xmcgan.home"),
            "model",
            "target",
            "text-encoder",
            "all-MiniLM-L6-v2");
    return TextEncoder.load(directory, Device.cpu());
  }

  static Path write(Path directory, ModelConfig config, long seed) throws IOException {
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager()) {
      CheckpointFiles.writeConfig(directory, config);
      CheckpointFiles.writeGenerator(
          directory, generator.newParameters(manager, seed), generator.newStatistics(manager));
    }
    return directory;
  }
}
