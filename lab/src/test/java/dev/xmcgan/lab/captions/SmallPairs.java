package dev.xmcgan.lab.captions;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A tiny model, pairs it can learn, and word vectors that need no BERT. */
final class SmallPairs {
  private static final int SIZE = 32;
  private static final int TEXT_WIDTH = 12;
  private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
  private static final int[][] RGB = {{220, 40, 40}, {40, 200, 60}, {50, 60, 220}, {230, 220, 50}};
  private static final List<String> PLACES = List.of("left", "right", "top", "bottom");

  private SmallPairs() {}

  static ModelConfig config() {
    return new ModelConfig(
        "tiny",
        SIZE,
        2,
        4,
        8,
        TEXT_WIDTH,
        8,
        Pooling.MASKED_MEAN,
        StemInput.NOISE_AND_SENTENCE,
        8,
        List.of(8, 4, 2),
        List.of(2, 4, 4));
  }

  /** Training values that suit it. */
  static TrainingConfig training(int batch, int discriminatorSteps) {
    return new TrainingConfig(batch, 1e-3, 2e-3, discriminatorSteps, 0.99, true, 2);
  }

  /** Pairs of a half-filled image and what it shows; the same for the same seed. */
  static List<TrainingExample> draw(int count, long seed) {
    Random random = new Random(seed);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example(random.nextInt(COLOURS.size()), random.nextInt(PLACES.size())));
    }
    return examples;
  }

  private static TrainingExample example(int colour, int place) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        boolean filled =
            switch (PLACES.get(place)) {
              case "left" -> x < SIZE / 2;
              case "right" -> x >= SIZE / 2;
              case "top" -> y < SIZE / 2;
              case "bottom" -> y >= SIZE / 2;
              default -> throw new IllegalStateException("no such place");
            };
        for (int channel = 0; channel < 3; channel++) {
          rgb[(y * SIZE + x) * 3 + channel] = (byte) (filled ? RGB[colour][channel] : 128);
        }
      }
    }
    return new TrainingExample(rgb, COLOURS.get(colour) + " " + PLACES.get(place));
  }

  /** Each word has a vector of its own, the sentence is their mean. */
  static TextBatch encode(NDManager manager, List<String> captions) {
    int[] lengths = captions.stream().mapToInt(caption -> caption.split(" ").length).toArray();
    int longest = captions.stream().mapToInt(caption -> caption.split(" ").length).max().orElse(0);
    float[] words = new float[captions.size() * longest * TEXT_WIDTH];
    float[] sentences = new float[captions.size() * TEXT_WIDTH];
    for (int row = 0; row < lengths.length; row++) {
      String[] split = captions.get(row).split(" ");
      for (int word = 0; word < split.length; word++) {
        for (int i = 0; i < TEXT_WIDTH; i++) {
          float value = (float) CounterRandom.normal(split[word].hashCode(), i);
          words[(row * longest + word) * TEXT_WIDTH + i] = value;
          sentences[row * TEXT_WIDTH + i] += value / split.length;
        }
      }
    }
    return new TextBatch(
        manager.create(words, new Shape(captions.size(), longest, TEXT_WIDTH)),
        manager.create(sentences, new Shape(captions.size(), TEXT_WIDTH)),
        lengths);
  }
}
