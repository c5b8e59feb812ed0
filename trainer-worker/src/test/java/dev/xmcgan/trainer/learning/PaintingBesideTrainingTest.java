package dev.xmcgan.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate draws in the same process; training must not notice. */
@Tag("promise-4")
class PaintingBesideTrainingTest {
  private static final int SIZE = 32;
  private static final int STEPS = 6;
  private static final TrainingConfig TRAINING =
      new TrainingConfig(2, 5e-4, 8e-4, 1, 0.999, true, 1);
  private static final ModelConfig TINY =
      new ModelConfig(
          "tiny",
          SIZE,
          4,
          4,
          8,
          384,
          8,
          Pooling.MASKED_MEAN,
          StemInput.NOISE_AND_SENTENCE,
          8,
          List.of(4, 2, 2),
          List.of(2, 2, 4));

  @TempDir private Path directory;

  @Test
  void trainingComesOutBitForBitAsWithoutIt() throws Exception {
    // given
    TextEncoder encoder =
        TextEncoder.load(
            Path.of(System.getProperty("xmcgan.home"))
                .resolve("model/target/text-encoder/all-MiniLM-L6-v2"),
            Device.cpu()); // closed by the networks
    try (XmcGan networks = new XmcGan(TINY, TRAINING, encoder, Device.cpu(), 3)) {
      Path alone = train(networks, "alone");
      ExecutorService painter = Executors.newSingleThreadExecutor();
      AtomicBoolean enough = new AtomicBoolean();

      // when
      Future<Integer> painted = painter.submit(() -> paint(networks, alone, enough));
      Path beside = train(networks, "beside");
      enough.set(true);

      // then
      assertThat(painted.get()).isPositive();
      painter.shutdown();
      for (String file :
          List.of("generator.safetensors", "discriminator.safetensors", "trainer.safetensors")) {
        assertThat(beside.resolve(file)).hasSameBinaryContentAs(alone.resolve(file));
      }
    }
  }

  private Path train(XmcGan networks, String name) throws IOException {
    Path target = Files.createDirectory(directory.resolve(name));
    try (Learner learner = networks.create()) {
      for (int step = 0; step < STEPS; step++) {
        learner.step(examples(step, learner.examplesPerStep()));
      }
      learner.save(target, Precision.FLOAT32);
    }
    return target;
  }

  private static int paint(XmcGan networks, Path checkpoint, AtomicBoolean enough)
      throws IOException {
    int images = 0;
    do {
      try (CheckpointSampler.Painting painting =
          networks.open(manifest(networks.textEncoder()), checkpoint)) {
        List<GeneratedImage> drawn =
            painting.draw(
                List.of(new ImageRequest("a tree " + images, images, OptionalDouble.empty())),
                images % 2 == 0);
        images += drawn.size();
      }
    } while (!enough.get());
    return images;
  }

  private static List<TrainingExample> examples(int step, int count) {
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[SIZE * SIZE * 3];
      new SplittableRandom(step * 100L + i).nextBytes(rgb);
      examples.add(new TrainingExample(rgb, "a bird " + i));
    }
    return examples;
  }

  private static Checkpoint manifest(String textEncoder) {
    return Checkpoint.newBuilder()
        .setCheckpointId("alone")
        .setTrainerId("test")
        .setStep(STEPS)
        .setPairsSeen(STEPS)
        .setModelConfig(TINY.toJson())
        .setTextEncoder(textEncoder)
        .setFiles(List.of())
        .setCreatedAt(Instant.EPOCH)
        .build();
  }
}
