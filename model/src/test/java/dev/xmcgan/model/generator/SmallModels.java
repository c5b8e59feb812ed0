package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.text.TextBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Models and inputs small enough for a test. */
public final class SmallModels {

  private SmallModels() {}

  /** 32 pixels, gf = df = 4. */
  public static ModelConfig of32(int textWidth) {
    return new ModelConfig(
        "small-32",
        32,
        4,
        4,
        8,
        textWidth,
        16,
        Pooling.MASKED_MEAN,
        StemInput.NOISE_AND_SENTENCE,
        8,
        List.of(16, 8, 4),
        List.of(2, 4, 8));
  }

  /** Of that many pixels, with that stem. */
  static ModelConfig ofSize(int size, StemInput stem) {
    ModelConfig small = of32(12);
    int blocks = Integer.numberOfTrailingZeros(size / 4);
    Integer[] channels = new Integer[blocks];
    Arrays.setAll(channels, block -> Math.max(1, 16 >> block));
    return new ModelConfig(
        "sized",
        size,
        4,
        4,
        small.noiseSize(),
        small.textWidth(),
        small.maxWords(),
        small.pooling(),
        stem,
        8,
        List.of(channels),
        List.of(channels));
  }

  static NDArray noise(NDManager manager, ModelConfig config, int batch, long seed) {
    return Initialisation.normal(manager, new Shape(batch, config.noiseSize()), seed, 1);
  }

  static TextBatch text(NDManager manager, ModelConfig config, int batch, long seed) {
    Random random = new Random(seed);
    int[] lengths = random.ints(batch, 3, config.maxWords() + 1).toArray();
    Shape words = new Shape(batch, config.maxWords(), config.textWidth());
    return new TextBatch(
        Initialisation.normal(manager, words, seed + 1, 1),
        Initialisation.normal(manager, new Shape(batch, config.textWidth()), seed + 2, 1),
        lengths);
  }
}
