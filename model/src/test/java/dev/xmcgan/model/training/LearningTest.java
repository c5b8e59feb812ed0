package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LearningTest {

  @Test
  void theDiscriminatorLearnsWhichCaptionBelongsToWhichImage() {
    // given
    List<Double> words = new ArrayList<>();
    List<Double> sentences = new ArrayList<>();

    // when
    try (Trainer trainer = create(SmallPairs.training(8, 1))) {
      for (int step = 0; step < 60; step++) {
        StepMetrics metrics = trainer.step(SmallPairs.draw(8, step));
        words.add(metrics.scalars().get("real_word_loss"));
        sentences.add(metrics.scalars().get("real_sentence_loss"));
      }
    }

    // then
    System.out.printf(
        "word loss %.2f → %.2f, sentence loss %.2f → %.2f%n",
        early(words), late(words), early(sentences), late(sentences));
    assertThat(late(words)).isLessThan(0.75 * early(words));
    assertThat(late(sentences)).isLessThan(0.75 * early(sentences));
  }

  @Test
  void hundredsOfStepsKeepNoNativeArrays() throws IOException {
    try (Trainer trainer = create(SmallPairs.training(2, 1))) {
      // given
      List<TrainingExample> examples = SmallPairs.draw(2, 1);
      for (int step = 0; step < 60; step++) {
        trainer.step(examples);
      }
      int arrays = trainer.nativeArrays();
      long resident = residentBytes();

      // when
      for (int step = 0; step < 140; step++) {
        trainer.step(examples);
      }

      // then
      assertThat(trainer.nativeArrays()).isEqualTo(arrays);
      long growth = residentBytes() - resident;
      System.out.printf("resident memory grew by %.1f MiB%n", growth / 1048576.0);
      assertThat(growth).isLessThan(64L << 20);
    }
  }

  @Test
  void garbageCollectionDuringAStepChangesNothing() throws InterruptedException {
    // given
    List<Map<String, Double>> quiet = scalars();

    // when: collections free what Java no longer holds, and other data takes its place
    AtomicBoolean running = new AtomicBoolean(true);
    Thread churn = new Thread(() -> churn(running), "churn");
    churn.start();
    List<Map<String, Double>> disturbed;
    try {
      disturbed = scalars();
    } finally {
      running.set(false);
      churn.join();
    }

    // then
    assertThat(disturbed).isEqualTo(quiet);
  }

  private static List<Map<String, Double>> scalars() {
    List<Map<String, Double>> scalars = new ArrayList<>();
    try (Trainer trainer = create(SmallPairs.training(4, 1))) {
      for (int step = 0; step < 5; step++) {
        scalars.add(trainer.step(SmallPairs.draw(4, step)).scalars());
      }
    }
    return scalars;
  }

  private static void churn(AtomicBoolean running) {
    while (running.get()) {
      System.gc();
      for (int i = 0; i < 2000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 + i % 5 * 60);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x7f); // as floats: 3.4e38
        }
      }
    }
  }

  /** Resident memory where the system tells, else 0; it also shows arrays without an owner. */
  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/statm");
    if (!Files.exists(status)) {
      return 0;
    }
    long pageBytes = 4096;
    return Long.parseLong(Files.readString(status).split(" ")[1]) * pageBytes;
  }

  private static Trainer create(TrainingConfig training) {
    return Trainer.create(
        SmallPairs.config(), training, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 42);
  }

  private static double early(List<Double> losses) {
    return mean(losses.subList(0, 10));
  }

  private static double late(List<Double> losses) {
    return mean(losses.subList(losses.size() - 10, losses.size()));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }
}
