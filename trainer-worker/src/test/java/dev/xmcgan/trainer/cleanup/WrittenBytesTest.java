package dev.xmcgan.trainer.cleanup;

import static dev.xmcgan.trainer.cleanup.TestManifests.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day of checkpoints of the starter's size, one a minute, as the defaults keep them. */
class WrittenBytesTest {
  private static final Path STARTER = Path.of(System.getProperty("xmcgan.home"), "starter");
  private static final long GENERATOR = bytes("generator.safetensors");
  private static final long DISCRIMINATOR = bytes("discriminator.safetensors");
  private static final int HOURS = 24;

  /** A discriminator is float16 in a checkpoint; the state of training has three of each. */
  private final TestManifests log =
      new TestManifests(
          4,
          chunks(GENERATOR + DISCRIMINATOR / 2 + bytes("captions.txt")),
          chunks(3 * (GENERATOR + DISCRIMINATOR)));

  @TempDir private Path directory;
  private RetentionSettings defaults;
  private final Map<String, Checkpoint> board = new HashMap<>();
  private Release release = release("stable", "starter");

  /**
   * Of a trickle and of steady training: minutes between two states, and between two releases, some
   * of which serve for long.
   */
  @ParameterizedTest
  @CsvSource({"30, 1, 2.0", "30, 11, 2.0", "10, 1, 5.0", "10, 11, 5.0"})
  void whatIsWrittenAnewIsCounted(int stateEvery, int releaseEvery, double gigabytesAnHour) {
    // given
    defaults = Keys.trainer("one", directory, Map.of()).retention();
    board.put("starter", log.imported("starter"));
    long longest = 0;

    // when
    for (int minute = 1; minute <= 60 * HOURS; minute++) {
      publish(minute, minute % stateEvery == 1);
      if (minute % releaseEvery == 0) {
        bless("c" + minute, minute);
      }
      sweep();
      longest = Math.max(longest, log.length(board.values().stream().toList()));
    }

    // then
    double written = gigabytes(log.written()) / HOURS;
    System.out.printf(
        "state every %d min, release every %d min: %.3f GB/h, log of %.3f GB at most%n",
        stateEvery, releaseEvery, written, gigabytes(longest));
    assertThat(written).isLessThan(gigabytesAnHour);
    assertThat(gigabytes(longest)).isLessThan(5);
  }

  private void publish(int minute, boolean withState) {
    String parent = minute == 1 ? "starter" : "c" + (minute - 1);
    Checkpoint made =
        withState
            ? log.trained("c" + minute, parent, minute)
            : log.between("c" + minute, parent, minute);
    board.put(
        made.getCheckpointId(),
        Checkpoint.newBuilder(made).setCreatedAt(at(minute)).setAnchorId("starter").build());
  }

  private void bless(String id, int minute) {
    var rules = new ReleaseRules(book(), "one", Clock.fixed(at(minute), ZoneOffset.UTC));
    Evaluation found =
        Evaluation.newBuilder()
            .setCheckpointId(id)
            .setVerdict(Verdict.BLESSED)
            .setReasons(List.of("good"))
            .setDecidedBy("one")
            .setDecidedAt(at(minute))
            .build();
    release = rules.bless("stable", found, "good").release().orElseThrow();
  }

  private void sweep() {
    ReleaseSnapshot book = book();
    RetentionPlan plan =
        RetentionPlan.of(
            board.values(),
            RetainedCheckpoints.of(book, "one", defaults, Optional.empty()),
            book::isBarred,
            defaults.leastGarbage());
    plan.removed().forEach(board::remove);
    plan.changed().forEach(each -> board.put(each.getCheckpointId(), each));
    plan.carried().forEach(id -> board.put(id, log.again(board.get(id))));
  }

  private ReleaseSnapshot book() {
    return new ReleaseSnapshot(board, Map.of("stable", release), Map.of());
  }

  private static Instant at(int minute) {
    return Instant.EPOCH.plus(Duration.ofMinutes(minute));
  }

  private static long bytes(String file) {
    return STARTER.resolve(file).toFile().length();
  }

  private static int chunks(long bytes) {
    return (int) ((bytes + Topic.MAX_CHUNK_BYTES - 1) / Topic.MAX_CHUNK_BYTES);
  }

  private static double gigabytes(long chunks) {
    return chunks * Topic.MAX_CHUNK_BYTES / 1e9;
  }
}
