package dev.xmcgan.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training and drawing hold no more memory at their end than when they were warm. Briefly in every
 * build; at length (2,000 steps, 10,000 batches, 2 %) with {@code -Psoak}.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int STEPS = Integer.getInteger("xmcgan.soak.steps", 120);
  private static final int BATCHES = Integer.getInteger("xmcgan.soak.batches", 300);
  private static final double GROWTH =
      Double.parseDouble(System.getProperty("xmcgan.soak.growth", "0.06"));

  /** The embedding cache and the allocator's pools have filled by then. */
  private static final int WARM = 80;

  private static final Path ENCODER =
      Path.of(System.getProperty("xmcgan.home"), "model/target/text-encoder/all-MiniLM-L6-v2");
  private static final int BATCH = 4;
  private static final ModelConfig CONFIG =
      new ModelConfig(
          "soak-32",
          32,
          4,
          4,
          16,
          384,
          16,
          Pooling.MASKED_MEAN,
          StemInput.NOISE_AND_SENTENCE,
          8,
          List.of(16, 8, 4),
          List.of(2, 4, 8));

  @TempDir Path directory;

  @Test
  void residentMemoryIsFlat() throws IOException {
    TrainingConfig training = new TrainingConfig(BATCH, 1e-4, 4e-4, 2, 0.999, true, 2);
    try (TextEncoder encoder = TextEncoder.load(ENCODER, Device.cpu())) {
      try (Trainer trainer =
          Trainer.create(CONFIG, training, FrozenEncoders.of(encoder), Device.cpu(), 1)) {
        Random random = new Random(1);
        assertFlat("training", STEPS, () -> trainer.step(examples(trainer, random)));
        trainer.save(directory);
      }
      try (ImageGenerator generator = ImageGenerator.load(directory, encoder, Device.cpu())) {
        Random random = new Random(2);
        assertFlat("drawing", BATCHES, () -> generator.generate(requests(random)));
      }
    }
  }

  private static void assertFlat(String what, int times, Runnable operation) throws IOException {
    for (int i = 0; i < WARM; i++) {
      operation.run();
    }
    long warm = residentKibibytes();
    for (int i = 0; i < times; i++) {
      operation.run();
    }
    long end = residentKibibytes();
    System.out.printf(
        "%s: %d MiB warm, %d MiB after %d more%n", what, warm >> 10, end >> 10, times);
    assertThat((double) end / warm).as(what).isLessThan(1 + GROWTH);
  }

  private static List<TrainingExample> examples(Trainer trainer, Random random) {
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < trainer.examplesPerStep(); i++) {
      byte[] rgb = new byte[CONFIG.imageSize() * CONFIG.imageSize() * 3];
      random.nextBytes(rgb);
      examples.add(new TrainingExample(rgb, caption(random)));
    }
    return examples;
  }

  private static List<ImageRequest> requests(Random random) {
    List<ImageRequest> requests = new ArrayList<>();
    int count = 1 + random.nextInt(BATCH);
    for (int i = 0; i < count; i++) {
      requests.add(new ImageRequest(caption(random), random.nextLong(), OptionalDouble.empty()));
    }
    return requests;
  }

  private static String caption(Random random) {
    return "a shape number " + random.nextInt(50) + " in front of a wall";
  }

  private static long residentKibibytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
