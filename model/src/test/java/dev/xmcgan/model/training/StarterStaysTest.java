package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.MiniLm;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped weights after a few steps on pairs that have nothing to do with scenes. */
@Tag("promise-8")
class StarterStaysTest {
  private static final int SIZE = 64;
  private static final Path STARTER = Path.of(System.getProperty("xmcgan.home"), "starter");
  private static final List<String> CAPTIONS =
      List.of(
          "a large red circle above a small blue square",
          "a small yellow star left of a large purple heart on sand",
          "a large orange triangle at night",
          "a small pink diamond right of a large lime cross on snow",
          "a large brown square in the water",
          "a small red heart below a large yellow circle");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"1, 0.1", "16, 1"})
  void oldCaptionsAreDrawnAsBefore(int steps, double greyLevels) throws IOException {
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      // given
      List<GeneratedImage> before = drawn(STARTER, encoder);

      // when
      TrainingConfig training = TrainingConfig.starter();
      try (Trainer trainer =
          Trainer.resume(STARTER, training, FrozenEncoders.of(encoder), Device.cpu(), 1)) {
        for (int step = 0; step < steps; step++) {
          trainer.step(strange(trainer.examplesPerStep(), step));
        }
        trainer.save(directory);
      }

      // then
      double moved = meanDifference(before, drawn(directory, encoder));
      System.out.printf("%d steps moved the images by %.3f of 255 grey levels%n", steps, moved);
      assertThat(moved).isLessThan(greyLevels);
    }
  }

  private static List<GeneratedImage> drawn(Path checkpoint, TextEncoder encoder)
      throws IOException {
    try (ImageGenerator generator = ImageGenerator.load(checkpoint, encoder, Device.cpu())) {
      return generator.generate(
          CAPTIONS.stream()
              .map(caption -> new ImageRequest(caption, 7, OptionalDouble.empty()))
              .toList());
    }
  }

  /** One picture of noise under one caption, again and again. */
  private static List<TrainingExample> strange(int count, int seed) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    new SplittableRandom(99).nextBytes(rgb);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(new TrainingExample(rgb, "quarterly figures of the tax office, page " + seed));
    }
    return examples;
  }

  private static double meanDifference(List<GeneratedImage> some, List<GeneratedImage> others) {
    long sum = 0;
    long values = 0;
    for (int i = 0; i < some.size(); i++) {
      byte[] one = some.get(i).rgb();
      byte[] other = others.get(i).rgb();
      for (int at = 0; at < one.length; at++) {
        sum += Math.abs((one[at] & 0xff) - (other[at] & 0xff));
      }
      values += one.length;
    }
    return (double) sum / values;
  }
}
