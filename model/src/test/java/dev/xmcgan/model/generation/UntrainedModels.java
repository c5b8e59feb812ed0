package dev.xmcgan.model.generation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.SmallModels;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Checkpoints of untrained models, and the text encoder that the build makes, for a test class. */
final class UntrainedModels implements BeforeAllCallback, AfterAllCallback {
  private Path directory;
  private TextEncoder encoder;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("xmcgan-untrained-");
    encoder =
        TextEncoder.load(
            Path.of(
                System.getProperty("xmcgan.home"),
                "model",
                "target",
                "text-encoder",
                "all-MiniLM-L6-v2"),
            Device.cpu());
  }

  /** A small model that fits the text encoder. */
  ModelConfig config() {
    return SmallModels.of32(encoder.width());
  }

  Path write(String name, ModelConfig config, long seed) throws IOException {
    Path checkpoint = directory.resolve(name);
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager()) {
      CheckpointFiles.writeConfig(checkpoint, config);
      Parameters parameters = new Parameters(manager);
      generator
          .newParameters(manager, seed)
          .asMap()
          .forEach((tensor, first) -> parameters.put(tensor, drawn(generator, tensor, first)));
      CheckpointFiles.writeGenerator(checkpoint, parameters, generator.newStatistics(manager));
    }
    return checkpoint;
  }

  /** A fresh layer that reads captions changes nothing: one that does is drawn instead. */
  private static NDArray drawn(Generator generator, String name, NDArray first) {
    return generator.layout().captions().has(name)
        ? Initialisation.normal(first.getManager(), first.getShape(), name.hashCode(), 0.05)
        : first;
  }

  ImageGenerator load(Path checkpoint) throws IOException {
    return ImageGenerator.load(checkpoint, encoder, Device.cpu());
  }

  /** A small model's generator. */
  ImageGenerator small(long seed) throws IOException {
    return load(write("seed-" + seed, config(), seed));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    encoder.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
