package dev.xmcgan.lab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.GeneratorLayout;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A generator of the starter's kind that knows nothing, as wide as its weights are to be large. */
public record UntrainedGenerator(ModelConfig config) {
  private static final int WIDEST = 256;
  private static final double MEGABYTE = 1e6;

  /** The one whose weights come nearest to the size. */
  public static UntrainedGenerator ofMegabytes(int megabytes) {
    ModelConfig starter = ModelConfig.starter64();
    return IntStream.rangeClosed(1, WIDEST)
        .mapToObj(
            width ->
                new UntrainedGenerator(starter.withWidths(width, starter.discriminatorWidth())))
        .min(Comparator.comparingDouble(made -> Math.abs(made.megabytes() - megabytes)))
        .orElseThrow();
  }

  /** Size of its weights in 10⁶ bytes. */
  public double megabytes() {
    GeneratorLayout layout = new GeneratorLayout(config);
    long floats =
        Stream.concat(layout.parameters().values().stream(), layout.statistics().values().stream())
            .mapToLong(Shape::size)
            .sum();
    return floats * Float.BYTES / MEGABYTE;
  }

  /** Writes what serving needs: configuration and weights. */
  public void write(Path directory, int seed) throws IOException {
    Files.createDirectories(directory);
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Parameters parameters = generator.newParameters(manager, seed);
        Parameters statistics = generator.newStatistics(manager)) {
      CheckpointFiles.writeConfig(directory, config);
      CheckpointFiles.writeGenerator(directory, parameters, statistics);
    }
  }
}
