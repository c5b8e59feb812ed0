package dev.xmcgan.model.generation;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.text.TextBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Made-up inputs to try a loaded generator with, and the checks of what it draws from them. */
final class Probes {

  static final String CAPTION = "a large red circle above a small blue square on green grass";

  private static final int IMAGES = 2;

  /** An image whose colour values all lie this close together shows nothing. */
  private static final int SMALLEST_RANGE = 2;

  private Probes() {}

  static List<ImageRequest> requests() {
    List<ImageRequest> requests = new ArrayList<>();
    for (int seed = 0; seed < IMAGES; seed++) {
      requests.add(new ImageRequest(CAPTION, seed, OptionalDouble.empty()));
    }
    return requests;
  }

  /** What is wrong with an image; empty when nothing is. */
  static String problemOf(GeneratedImage image, int size) {
    if (!image.finite()) {
      return "values that are not finite";
    }
    if (image.size() != size) {
      return image.size() + " pixels where " + size + " were announced";
    }
    int least = 255;
    int most = 0;
    for (byte colour : image.rgb()) {
      least = Math.min(least, Byte.toUnsignedInt(colour));
      most = Math.max(most, Byte.toUnsignedInt(colour));
    }
    return most - least < SMALLEST_RANGE ? "a single colour" : "";
  }

  /** Made-up embeddings of full length; row i depends on {@code samples[i]} alone. */
  static TextBatch text(NDManager manager, ModelConfig config, List<Integer> samples) {
    int batch = samples.size();
    int rowLength = config.maxWords() * config.textWidth();
    float[] words = new float[batch * rowLength];
    float[] sentences = new float[batch * config.textWidth()];
    int[] lengths = new int[batch];
    for (int row = 0; row < batch; row++) {
      int sample = samples.get(row);
      lengths[row] = config.maxWords() - sample % 2;
      for (int i = 0; i < rowLength; i++) {
        words[row * rowLength + i] = (float) CounterRandom.normal(sample, i);
      }
      for (int i = 0; i < config.textWidth(); i++) {
        sentences[row * config.textWidth() + i] = (float) CounterRandom.normal(~sample, i);
      }
    }
    return new TextBatch(
        manager.create(words, new Shape(batch, config.maxWords(), config.textWidth())),
        manager.create(sentences, new Shape(batch, config.textWidth())),
        lengths);
  }
}
