package dev.xmcgan.e2e;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Weights that draw as before until a caption is of another kind; then their numbers overflow.
 * Every weight is finite.
 *
 * <p>One channel of the first map is given over to telling captions apart: it is {@code K (w · s -
 * t)} for the caption's sentence embedding {@code s}. Below the threshold it is negative, the first
 * block's ReLU makes it 0, and nothing is changed. Above, the block's convolution multiplies it
 * beyond what a float32 can hold.
 */
final class SpoiledWeights {
  private static final float STEEP = 1e12f;
  private static final float HUGE = 1e30f;
  private static final int SOME = 8;
  private static final String STEM = "stem";
  private static final String NORM = "block0/norm0";
  private static final String CONVOLUTION = "block0/conv0/weight";
  private static final String SHORTCUT = "block0/shortcut/weight";

  private final TextEncoder encoder;
  private final ModelConfig config;

  private SpoiledWeights(TextEncoder encoder, ModelConfig config) {
    this.encoder = encoder;
    this.config = config;
  }

  /** Writes them, made of good ones, into a new directory. */
  static void write(
      Path good, Path target, Path textEncoder, List<String> usual, List<String> other)
      throws IOException {
    ModelConfig config = CheckpointFiles.readConfig(good);
    try (TextEncoder encoder = TextEncoder.load(textEncoder, Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu());
        GeneratorWeights weights = CheckpointFiles.readGenerator(good, config, manager)) {
      new SpoiledWeights(encoder, config).spoil(weights, manager, usual, other);
      Files.createDirectories(target);
      CheckpointFiles.writeConfig(target, config);
      CheckpointFiles.writeGenerator(target, weights.parameters(), weights.statistics());
      requireAsMeant(target, encoder, usual.subList(0, Math.min(SOME, usual.size())), true);
      requireAsMeant(target, encoder, other, false);
    }
  }

  /**
   * Writes weights of the starter's shape that nobody trained.
   *
   * @param broken one of them is not even finite
   * @return the directory
   */
  static Path untrained(Path target, boolean broken) throws IOException {
    Files.createDirectories(target);
    ModelConfig config = ModelConfig.starter64();
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Parameters weights = generator.newParameters(manager, 5);
      if (broken) {
        weights.asMap().values().iterator().next().muli(Float.NaN);
      }
      CheckpointFiles.writeConfig(target, config);
      CheckpointFiles.writeGenerator(target, weights, generator.newStatistics(manager));
    }
    return target;
  }

  private void spoil(
      GeneratorWeights weights, NDManager manager, List<String> usual, List<String> other) {
    NDArray known = sentences(manager, usual); // (A,E)
    NDArray strange = sentences(manager, other); // (B,E)
    NDArray direction = strange.mean(new int[] {0}).sub(known.mean(new int[] {0})); // (E)
    float below = known.matMul(direction).max().getFloat();
    float above = strange.matMul(direction).min().getFloat();
    if (above <= below) {
      throw new IllegalArgumentException("one direction does not tell these captions apart");
    }
    Parameters parameters = weights.parameters();
    int channel = leastUsed(parameters);
    NDArray row =
        manager.zeros(new Shape(config.noiseSize())).concat(direction.mul(STEEP)); // (Z+E)
    int channels = ModelConfig.STEM_MULTIPLE * config.generatorWidth();
    int cells = ModelConfig.SMALLEST_MAP * ModelConfig.SMALLEST_MAP;
    for (int cell = 0; cell < cells; cell++) {
      int unit = cell * channels + channel; // ordered (h,w,c)
      set(parameters.get(STEM + "/weight"), unit, row);
      set(parameters.get(STEM + "/bias"), unit, manager.create(-STEEP * (below + above) / 2));
    }
    for (String part : List.of("/gamma", "/beta")) {
      NDArray weight = parameters.get(NORM + part + "/weight");
      set(weight, channel, manager.zeros(new Shape(weight.getShape().get(1))));
      set(parameters.get(NORM + part + "/bias"), channel, manager.create(0f));
    }
    set(weights.statistics().get(NORM + "/mean"), channel, manager.create(0f));
    set(weights.statistics().get(NORM + "/variance"), channel, manager.create(1f));
    parameters.get(CONVOLUTION).set(column(channel), manager.create(HUGE));
    parameters.get(SHORTCUT).set(column(channel), manager.create(0f));
  }

  /** (C'): the input channel that the first block weighs least, so that little is lost with it. */
  private static int leastUsed(Parameters parameters) {
    NDArray weighed =
        parameters
            .get(CONVOLUTION)
            .square()
            .sum(new int[] {0, 2, 3})
            .add(parameters.get(SHORTCUT).square().sum(new int[] {0, 2, 3}));
    return (int) weighed.argMin().getLong();
  }

  private NDArray sentences(NDManager manager, List<String> captions) {
    return encoder.encode(manager, captions, config.maxWords(), config.pooling()).sentence();
  }

  private static void set(NDArray array, long index, NDArray value) {
    array.set(new NDIndex("{}", index), value);
  }

  private static NDIndex column(long channel) {
    return new NDIndex(":, {}", channel);
  }

  private static void requireAsMeant(
      Path directory, TextEncoder encoder, List<String> captions, boolean finite)
      throws IOException {
    try (ImageGenerator generator = ImageGenerator.load(directory, encoder, Device.cpu())) {
      generator.selfCheck();
      List<GeneratedImage> images =
          generator.generate(
              captions.stream()
                  .map(caption -> new ImageRequest(caption, 1, OptionalDouble.empty()))
                  .toList());
      if (images.stream().anyMatch(image -> image.finite() != finite)) {
        throw new IllegalStateException("not spoiled as meant: " + captions);
      }
    }
  }
}
