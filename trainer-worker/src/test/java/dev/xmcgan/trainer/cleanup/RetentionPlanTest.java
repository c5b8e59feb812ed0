package dev.xmcgan.trainer.cleanup;

import static dev.xmcgan.trainer.cleanup.TestManifests.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionPlanTest {
  private static final long LEAST_GARBAGE = 20L * Topic.MAX_CHUNK_BYTES;
  private static final RetentionSettings SETTINGS = new RetentionSettings(3, 2, LEAST_GARBAGE);

  private final TestManifests log = new TestManifests();

  @Test
  void theNewestStayAndOnlyTheVeryNewestCanBeResumed() {
    // given
    List<Checkpoint> all = line(6);

    // when
    RetentionPlan plan = plan(all, List.of(release("stable", "c5")));

    // then
    assertThat(plan.removed()).containsExactlyInAnyOrder("c0", "c1", "c2");
    assertThat(kept(plan, "c3").getFiles())
        .extracting(CheckpointFile::getName)
        .containsExactly("generator.safetensors");
    assertThat(kept(plan, "c4").getFiles()).hasSize(2);
    assertThat(kept(plan, "c5")).isEqualTo(all.get(5));
    assertThat(plan.changed()).extracting(Checkpoint::getCheckpointId).containsExactly("c3");
  }

  @Test
  void anOldReleaseStaysAndTheNewestIsStillOnItsLine() {
    // given
    List<Checkpoint> all = line(40);
    Release pinned = release("stable", "c3");

    // when
    RetentionPlan plan = plan(all, List.of(pinned));

    // then
    assertThat(kept(plan, "c37").getParentId()).isEqualTo("c3");
    assertThat(plan.kept()).hasSize(4);
    assertThat(resumePoint(plan.kept(), Optional.of(pinned))).isEqualTo("c39");
  }

  @Test
  void whatIsReleasedOnAnyChannelStays() {
    // given
    List<Checkpoint> all = line(20);

    // when
    RetentionPlan plan = plan(all, List.of(release("stable", "c9"), release("beta", "c19")));

    // then
    assertThat(kept(plan, "c9").getFiles()).hasSize(1);
    assertThat(plan.removed()).doesNotContain("c9").hasSize(16);
  }

  @Test
  void whatAChannelCanGoBackToStays() {
    // given
    List<Checkpoint> all = line(20);
    Release released =
        Release.newBuilder(release("stable", "c19")).setPreviousCheckpointId("c4").build();

    // when
    RetentionPlan plan = plan(all, List.of(released));

    // then
    assertThat(plan.removed()).doesNotContain("c4");
    assertThat(kept(plan, "c17").getParentId()).isEqualTo("c4");
  }

  @Test
  void starterAndImportsAreAlwaysThereToGoBackTo() {
    // given
    List<Checkpoint> all = new ArrayList<>();
    all.add(log.imported("used"));
    all.add(log.imported("unused"));
    all.add(log.trained("c0", "used", 1));
    for (int i = 1; i < 6; i++) {
      all.add(log.trained("c" + i, "c" + (i - 1), i + 1));
    }

    // when
    RetentionPlan plan = plan(all, List.of(release("stable", "c5")));

    // then
    assertThat(plan.removed()).contains("c0").doesNotContain("used", "unused");
  }

  @Test
  void whatLiesFarBehindIsWrittenAnewAndWhatLiesNearIsNot() {
    // given
    List<Checkpoint> near = line(4);
    Release pinned = release("stable", "c0");
    assertThat(plan(near, List.of(pinned)).carried()).isEmpty();

    // when
    for (int i = 4; i < 20; i++) {
      near.add(log.trained("c" + i, "c" + (i - 1), i + 1));
    }

    // then
    assertThat(plan(near, List.of(pinned)).carried()).containsExactly("c0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void overALongLifeNothingNeededIsLostAndTheLogStaysShort(long seed) {
    // given
    Random random = new Random(seed);
    Map<String, Checkpoint> board = new HashMap<>();
    Checkpoint starter = log.imported("starter");
    board.put("starter", starter);
    Release release = release("stable", "starter");
    String parent = "starter";
    long carried = 0;

    for (int step = 1; step <= 400; step++) {
      // when: training goes on, somebody releases, pins or rolls back
      Checkpoint next = log.trained("c" + step, parent, step);
      board.put(next.getCheckpointId(), next);
      parent = next.getCheckpointId();
      if (random.nextInt(4) == 0) {
        List<String> there = board.keySet().stream().sorted().toList();
        release = release("stable", there.get(random.nextInt(there.size())));
      }
      Optional<Release> released = Optional.of(release);
      String resume = resumePoint(board.values().stream().toList(), released);
      RetentionPlan plan = plan(List.copyOf(board.values()), List.of(release));
      plan.removed().forEach(board::remove);
      plan.changed().forEach(each -> board.put(each.getCheckpointId(), each));
      for (String id : plan.carried()) {
        board.put(id, log.again(board.get(id)));
        carried++;
      }

      // then
      List<Checkpoint> after = List.copyOf(board.values());
      assertThat(board).containsKey(release.getCheckpointId());
      assertThat(resumePoint(after, released)).isEqualTo(resume);
      assertThat(StartingPoint.hasTrainingState(board.get(resume))).isTrue();
      assertThat(after.size()).isLessThanOrEqualTo(9);
      long length = log.end() - RetentionPlan.firstOffsets(after).get(0);
      long needed = after.stream().mapToLong(RetentionPlanTest::chunks).sum();
      assertThat(length)
          .isLessThanOrEqualTo(3 * needed + 2 * LEAST_GARBAGE / Topic.MAX_CHUNK_BYTES);
    }
    assertThat(carried).as("written anew, of 400").isLessThan(250);
  }

  private List<Checkpoint> line(int length) {
    List<Checkpoint> line = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      line.add(log.trained("c" + i, i == 0 ? null : "c" + (i - 1), i + 1));
    }
    return line;
  }

  private static RetentionPlan plan(List<Checkpoint> all, List<Release> releases) {
    return RetentionPlan.of(
        all, RetainedCheckpoints.of(all, releases, "one", SETTINGS), SETTINGS.leastGarbage());
  }

  private static String resumePoint(List<Checkpoint> all, Optional<Release> release) {
    return StartingPoint.candidates(all, release, "one").get(0).getCheckpointId();
  }

  private static Checkpoint kept(RetentionPlan plan, String id) {
    return plan.kept().stream()
        .filter(each -> each.getCheckpointId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static long chunks(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().mapToLong(file -> file.getOffsets().size()).sum();
  }
}
