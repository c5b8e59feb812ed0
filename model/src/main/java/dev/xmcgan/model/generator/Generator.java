package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import dev.xmcgan.model.text.TextBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one-stage generator with attentional self-modulation (Zhang et al., CVPR 2021, section 4.2).
 * It holds no tensors: parameters and running statistics are handed in.
 */
public final class Generator {

  /** Share of the old running statistics that an update keeps. */
  public static final double STATISTICS_DECAY = 0.9;

  private final ModelConfig config;
  private final GeneratorLayout layout;

  /** The generator of a configuration. */
  public Generator(ModelConfig config) {
    this.config = config;
    this.layout = new GeneratorLayout(config);
  }

  /** The configuration it was made of. */
  public ModelConfig config() {
    return config;
  }

  /** The names and shapes of this generator's tensors. */
  public GeneratorLayout layout() {
    return layout;
  }

  /** Fresh parameters: kernels Glorot normal from the seed, biases zero. */
  public Parameters newParameters(NDManager manager, long seed) {
    Parameters parameters = new Parameters(manager);
    long number = 0;
    for (Map.Entry<String, Shape> entry : layout.parameters().entrySet()) {
      long stream = CounterRandom.stream(seed, number++);
      parameters.put(entry.getKey(), first(manager, entry.getKey(), entry.getValue(), stream));
    }
    return parameters;
  }

  private NDArray first(NDManager manager, String name, Shape shape, long seed) {
    if (layout.captions().has(name)) {
      return CaptionAttention.first(manager, name, shape, seed);
    }
    if (GeneratorLayout.isNoise(name)) {
      return GeneratorLayout.firstNoise(manager, shape);
    }
    return name.endsWith("/bias")
        ? manager.zeros(shape)
        : Initialisation.glorotNormal(manager, shape, seed);
  }

  /** Fresh running statistics: means zero, variances one. */
  public Parameters newStatistics(NDManager manager) {
    Parameters statistics = new Parameters(manager);
    layout
        .statistics()
        .forEach(
            (name, shape) ->
                statistics.put(
                    name, name.endsWith("/mean") ? manager.zeros(shape) : manager.ones(shape)));
    return statistics;
  }

  /**
   * Moves running statistics towards a training pass's own: {@code running ← 0.9 running + 0.1
   * batch}.
   */
  public static void updateStatistics(Parameters running, Map<String, NDArray> batch) {
    running.moveTowards(batch, STATISTICS_DECAY);
  }

  /**
   * Draws a batch. Differentiable with respect to parameters, noise and text.
   *
   * @param statistics running statistics; read in evaluation only, never written
   * @param z noise {@code (B,Z)}; the results are attached to its manager
   * @param text words {@code (B,T,E)}, sentences {@code (B,E)} and B lengths
   * @param training normalises by the batch's own statistics and returns them
   */
  public GeneratorOutput forward(
      Parameters parameters, Parameters statistics, NDArray z, TextBatch text, boolean training) {
    try (NDManager scope = z.getManager().newSubManager()) {
      PassWeights weights =
          training
              ? PassWeights.training(layout, parameters, scope, z.getShape().get(0))
              : PassWeights.evaluation(layout, parameters, statistics, scope, Precision.FLOAT32);
      return draw(new GeneratorPass(weights, training, true), z, text, List.of());
    }
  }

  /**
   * Draws a batch as {@link #forward} does in training, for what needs no gradients of it: the same
   * images, sooner. No gradient collector may be open.
   *
   * @param z noise {@code (B,Z)}; the results are attached to its manager
   * @param text words {@code (B,T,E)}, sentences {@code (B,E)} and B lengths
   * @return images {@code (B,3,H,W)} in [0,1] and the batch's statistics
   */
  public GeneratorOutput sample(Parameters parameters, NDArray z, TextBatch text) {
    try (NDManager scope = z.getManager().newSubManager()) {
      PassWeights weights = PassWeights.training(layout, parameters, scope, z.getShape().get(0));
      return draw(new GeneratorPass(weights, true, false), z, text, List.of());
    }
  }

  /**
   * Draws a batch as {@link #forward} does in evaluation and gives the attention of that same pass.
   *
   * @param z noise {@code (B,Z)}; the results are attached to its manager
   */
  public AttendedImages drawAttended(
      Parameters parameters, Parameters statistics, NDArray z, TextBatch text) {
    try (NDManager scope = z.getManager().newSubManager()) {
      return drawAttended(
          PassWeights.evaluation(layout, parameters, statistics, scope, Precision.FLOAT32),
          z,
          text);
    }
  }

  /** Readies weights that do not change any more for any number of passes in evaluation. */
  public PreparedGenerator prepare(
      Parameters parameters, Parameters statistics, Precision precision) {
    return new PreparedGenerator(this, parameters, statistics, precision);
  }

  /** Draws a batch with weights that do not change any more. */
  NDArray draw(PassWeights weights, NDArray z, TextBatch text) {
    return draw(new GeneratorPass(weights, false, false), z, text, List.of()).image();
  }

  /** As {@link #draw}, keeping the attention over words. */
  AttendedImages drawAttended(PassWeights weights, NDArray z, TextBatch text) {
    if (!layout.isAttentional()) {
      throw new IllegalStateException("this generator attends to no words: modulation is PLAIN");
    }
    GeneratorPass pass = new GeneratorPass(weights, false, false);
    NDArray image = draw(pass, z, text, pass.attention()).image();
    return new AttendedImages(image, pass.attention().get(0));
  }

  /** Runs a pass; of what it leaves behind, {@code kept} outlives it. */
  private GeneratorOutput draw(GeneratorPass pass, NDArray z, TextBatch text, List<NDArray> kept) {
    requireFit(z, text);
    NDManager owner = z.getManager();
    try (NDManager scope = owner.newSubManager()) {
      scope.tempAttachAll(z, text.words(), text.sentence());
      NDArray image = image(pass, z, text);
      Map<String, NDArray> batchStatistics = new HashMap<>(pass.statistics());
      batchStatistics.values().forEach(array -> array.attach(owner));
      image.attach(owner);
      kept.forEach(array -> array.attach(owner));
      return new GeneratorOutput(image, batchStatistics);
    }
  }

  private NDArray image(GeneratorPass pass, NDArray z, TextBatch given) {
    TextBatch text = pass.read(given);
    NDArray sentence = text.sentence(); // (B,E)
    NDArray condition = pass.dense(GeneratorLayout.CONDITION, sentence).concat(z, 1); // g (B,2Z)
    Modulations modulations =
        Modulations.global(pass, pass.weights().global(), layout.globalNorms(), condition);
    NDArray stem =
        switch (config.stem()) {
          case NOISE_AND_SENTENCE -> z.concat(sentence, 1); // (B,Z+E)
          case NOISE -> z; // (B,Z)
        };
    NDArray rows =
        pass.narrowed(pass.dense(GeneratorLayout.STEM, stem)); // (B, 4·4·16gf), ordered (h,w,c)
    NDArray h = Tensors.channelsLast(rows, ModelConfig.SMALLEST_MAP, ModelConfig.SMALLEST_MAP);
    int global = layout.isAttentional() ? GeneratorLayout.GLOBAL_BLOCKS : 0;
    if (layout.isAttentional()) {
      h = pass.blocks().through(h, 0, global, modulations); // (B,C,16,16)
      modulations = attend(pass, h, condition, text);
    }
    return pass.blocks().image(h, global, modulations, pass.pixelNoise(z));
  }

  /** The modulations of the spatial norms from the 16 × 16 map and the words. */
  private Modulations attend(GeneratorPass pass, NDArray h, NDArray condition, TextBatch text) {
    Shape shape = h.getShape();
    NDArray query = // (B,E,16,16)
        GeneratorPass.widened(pass.convolution(GeneratorLayout.QUERY, h));
    NDArray regions =
        query.transpose(0, 2, 3, 1).reshape(shape.get(0), -1, config.textWidth()); // (B,256,E)
    NDArray words = Tensors.l2Normalise(text.words(), 2); // (B,T,E)
    NDArray attention = WordAttention.weights(regions, words, text.lengths()); // (B,256,T)
    pass.attended(attention);
    return Modulations.spatial(
        pass, pass.weights().spatial(), layout.spatialNorms(), condition, words, attention);
  }

  private void requireFit(NDArray z, TextBatch text) {
    long batch = text.lengths().length;
    Shape words = text.words().getShape();
    requireShape("z", z.getShape(), new Shape(batch, config.noiseSize()));
    requireShape("words", words, new Shape(batch, words.get(1), config.textWidth()));
    requireShape("sentence", text.sentence().getShape(), new Shape(batch, config.textWidth()));
  }

  private static void requireShape(String name, Shape actual, Shape expected) {
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(name + " has shape " + actual + ", expected " + expected);
    }
  }
}
