package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.ChunkLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trainer at work for long holds no more memory than one that is warm, and its checkpoints no
 * more of the log. Briefly in every build; at length (2,000 steps, 50 checkpoints) with {@code
 * -Psoak}.
 */
@EnabledOnOs(OS.LINUX)
class TrainerMemoryTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final int STEPS = Integer.getInteger("xmcgan.soak.steps", 60);
  private static final int CHECKPOINTS = Integer.getInteger("xmcgan.soak.checkpoints", 4);
  private static final double GROWTH =
      Double.parseDouble(System.getProperty("xmcgan.soak.growth", "0.06"));

  /** Caches, pools and the compiler have settled by then. */
  private static final int WARM_STEPS = Math.min(150, STEPS);

  private static final int WARM_CHECKPOINTS = 4;

  private static final int KEPT = 2;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(45);

  /** Each look reads the metrics from the start, beside the trainer. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

  /** Chunks of two resume points and as many sets of weights, and what lies between sweeps. */
  private static final long LONGEST_LOG = 80;

  @TempDir private Path directory;

  @Test
  void memoryAndTheLogOfChunksStayFlat() throws Exception {
    KafkaSettings kafka = KAFKA.provision("memory-");
    try (Records records = KAFKA.records(kafka);
        ChunkLog chunks = new ChunkLog(kafka)) {
      FixedPairs.send(kafka, records, 0, 120);
      try (ChildProcess trainer = TrainerChild.start(kafka, "one", directory, true, KEPT)) {
        // given
        awaitWork(trainer, records, WARM_STEPS, WARM_CHECKPOINTS);
        long warm = residentKibibytes(trainer);
        long steps = steps(records);
        long checkpoints = published(records);

        // when
        awaitWork(trainer, records, steps + STEPS, checkpoints + CHECKPOINTS);

        // then
        long end = residentKibibytes(trainer);
        long log = chunks.ends().get(0) - chunks.starts().get(0);
        System.out.printf(
            "%d MiB warm, %d MiB after %d more steps and %d checkpoints; %d chunks on the log%n",
            warm >> 10, end >> 10, steps(records) - steps, published(records) - checkpoints, log);
        assertThat((double) end / warm).isLessThan(1 + GROWTH);
        assertThat(log).isLessThan(LONGEST_LOG);
      }
    }
  }

  private static void awaitWork(
      ChildProcess trainer, Records records, long steps, long checkpoints) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(BETWEEN_LOOKS)
        .failFast(() -> !trainer.isAlive())
        .until(() -> published(records) >= checkpoints && steps(records) >= steps);
  }

  private static long steps(Records records) {
    return records.readAll(Topic.TRAINING_METRICS, TrainingMetrics.class).stream()
        .mapToLong(record -> record.value().getStep())
        .max()
        .orElse(0);
  }

  /** Checkpoints ever published, those forgotten since counted. */
  private static long published(Records records) {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::key)
        .distinct()
        .count();
  }

  private static long residentKibibytes(ChildProcess process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
