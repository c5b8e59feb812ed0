package dev.xmcgan.trainer.cleanup;

import static dev.xmcgan.trainer.cleanup.TestManifests.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.ServedRelease;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionPlanTest {
  private static final long LEAST_GARBAGE = 20L * Topic.MAX_CHUNK_BYTES;
  private static final RetentionSettings SETTINGS =
      new RetentionSettings(3, 2, 2, Duration.ofSeconds(100), LEAST_GARBAGE);

  private TestManifests log = new TestManifests(1);

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
    assertThat(kept(plan, "c5").getFiles()).isEqualTo(all.get(5).getFiles());
    assertThat(needed(book(all, List.of(release("stable", "c5")), Map.of())).why().get("c5"))
        .containsExactly("best of stable", "newest", "serves stable", "to go on from");
  }

  @Test
  void whatIsJudgedStaysHoweverManyNewerOnesCame() {
    // given
    List<Checkpoint> all = line(9);
    ReleaseSnapshot book = book(all, List.of(release("stable", "c0")), Map.of());

    // when
    RetainedCheckpoints needed = RetainedCheckpoints.of(book, "one", SETTINGS, Optional.of("c2"));

    // then: with its state, for training may have to go on from it
    assertThat(needed.why().get("c2")).containsExactly("judged now");
    assertThat(needed.toResume()).contains("c2");
    assertThat(needed(book).why()).doesNotContainKey("c2");
  }

  @Test
  void whatDrawsWhatIsRehearsedStaysForWhoeverGoesOn() {
    // given: training went back to the weights of c2, and nobody needs them any more but for this
    List<Checkpoint> all = line(9);
    Checkpoint last = Checkpoint.newBuilder(all.get(8)).setAnchorId("c2").build();
    all.set(8, last);
    ReleaseSnapshot book = book(all, List.of(release("stable", "c8")), Map.of());

    // then
    assertThat(needed(book).why().get("c2")).containsExactly("draws what is rehearsed");
    assertThat(book.uses("c2")).containsExactly("draws what is rehearsed");
    assertThat(needed(book).toResume()).doesNotContain("c2");

    // and: nor for this once nothing goes on from where it is rehearsed
    all.set(8, Checkpoint.newBuilder(last).setAnchorId(null).build());
    assertThat(needed(book(all, List.of(release("stable", "c8")), Map.of())).why())
        .doesNotContainKey("c2");
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

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatLiesFarBehindIsWrittenAnewAndWhatLiesNearIsNot(int partitions) {
    // given
    log = new TestManifests(partitions);
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
    log = new TestManifests(1 + random.nextInt(6));
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
        carried += chunks(board.get(id));
        board.put(id, log.again(board.get(id)));
      }

      // then
      List<Checkpoint> after = List.copyOf(board.values());
      assertThat(board).containsKey(release.getCheckpointId());
      assertThat(resumePoint(after, released)).isEqualTo(resume);
      assertThat(StartingPoint.hasTrainingState(board.get(resume))).isTrue();
      assertThat(after.size()).isLessThanOrEqualTo(9);
      long length = log.length(after);
      long needed = after.stream().mapToLong(RetentionPlanTest::chunks).sum();
      assertThat(length)
          .isLessThanOrEqualTo(10 * needed + 2 * LEAST_GARBAGE / Topic.MAX_CHUNK_BYTES);
    }
    assertThat(carried).as("written anew").isLessThanOrEqualTo(log.written() / 6);
  }

  /** Releases by the gate and by people, rollbacks, pins, another try from the best. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void thereIsAlwaysSomethingGoodToGoBackTo(long seed) {
    // given
    Random random = new Random(seed);
    Map<String, Checkpoint> board = new HashMap<>();
    Map<String, Evaluation> evaluations = new HashMap<>();
    Map<String, Set<String>> ancestry = new HashMap<>();
    Set<String> barred = new HashSet<>();
    board.put("starter", log.imported("starter"));
    ancestry.put("starter", Set.of("starter"));
    Release release = release("stable", "starter");
    Instant now = Instant.EPOCH;

    for (int step = 1; step <= 300; step++) {
      // when: a checkpoint is made where training stands, and something is decided
      ReleaseSnapshot before = book(List.copyOf(board.values()), List.of(release), evaluations);
      Checkpoint begin = StartingPoint.candidates(before, Optional.of(release), "one").get(0);
      String parent = begin.getCheckpointId();
      now = now.plusSeconds(30);
      boolean withState = random.nextInt(3) == 0;
      Checkpoint made =
          Checkpoint.newBuilder(
                  withState
                      ? log.trained("c" + step, parent, step)
                      : log.between("c" + step, parent, step))
              .setAnchorId(withState ? anchor(begin) : null)
              .setCreatedAt(now)
              .build();
      board.put(made.getCheckpointId(), made);
      ancestry.put(
          made.getCheckpointId(),
          Stream.concat(Stream.of(made.getCheckpointId()), ancestry.get(parent).stream())
              .collect(Collectors.toSet()));
      ReleaseSnapshot book = book(List.copyOf(board.values()), List.of(release), evaluations);
      ReleaseRules rules = new ReleaseRules(book, "test", Clock.fixed(now, ZoneOffset.UTC));
      Optional<ReleaseChange> change =
          decided(random, rules, judged(made, now, random.nextInt(5) == 0, book.best("stable")));
      change
          .flatMap(ReleaseChange::evaluation)
          .ifPresent(each -> evaluations.put(each.getCheckpointId(), each));
      evaluations.keySet().stream().filter(bookOf(evaluations)::isBarred).forEach(barred::add);
      release = change.flatMap(ReleaseChange::release).orElse(release);
      book = book(List.copyOf(board.values()), List.of(release), evaluations);
      Optional<String> good = book.lastGood("stable");
      RetentionPlan plan = plan(book);
      plan.removed().forEach(board::remove);
      plan.changed().forEach(each -> board.put(each.getCheckpointId(), each));
      OldEvaluations.of(book, plan.kept()).forEach(evaluations::remove);

      // then
      ReleaseSnapshot after = book(List.copyOf(board.values()), List.of(release), evaluations);
      assertThat(board).containsKeys("starter", release.getCheckpointId());
      assertThat(after.best("stable")).isEqualTo(book.best("stable"));
      assertThat(after.lastGood("stable")).isEqualTo(good);
      assertThat(longestServed(release)).allMatch(id -> board.containsKey(id));
      assertThat(board.size()).isLessThanOrEqualTo(18);
      assertThat(evaluations.size())
          .isLessThanOrEqualTo(RetentionSettings.EVALUATIONS + 2 * board.size() + 20);
      Checkpoint next = StartingPoint.candidates(after, Optional.of(release), "one").get(0);
      assertThat(board)
          .as("what %s rehearses can be drawn", next.getCheckpointId())
          .containsKey(anchor(next));
      for (Checkpoint each : board.values()) {
        String id = each.getCheckpointId();
        assertThat(after.barredAncestor(id).isPresent())
            .as("what was swept up does not hide what %s came from", id)
            .isEqualTo(
                ancestry.get(id).stream().anyMatch(of -> !of.equals(id) && barred.contains(of)));
      }
    }
  }

  private static ReleaseSnapshot bookOf(Map<String, Evaluation> evaluations) {
    return new ReleaseSnapshot(Map.of(), Map.of(), evaluations);
  }

  /** What draws beside whoever goes on from there: with a state what that says, else itself. */
  private static String anchor(Checkpoint begin) {
    return StartingPoint.hasTrainingState(begin) ? begin.getAnchorId() : begin.getCheckpointId();
  }

  private static Optional<ReleaseChange> decided(
      Random random, ReleaseRules rules, Evaluation found) {
    ReleaseSnapshot book = rules.book();
    boolean pinned = book.release("stable").orElseThrow().getPinned();
    try {
      return switch (random.nextInt(12)) {
        case 0 -> Optional.of(rules.rollBack("stable", Optional.empty(), "bad"));
        case 1 -> Optional.of(pinned ? rules.unpin("stable", "why") : rules.pin("stable", "why"));
        case 2 -> pinned ? Optional.empty() : Optional.of(rules.retrain("stable", found, 0.5, "x"));
        case 3 -> {
          List<String> there = book.checkpoints().keySet().stream().sorted().toList();
          String any = there.get(random.nextInt(there.size()));
          yield Optional.of(rules.promote("stable", any, "liked", false));
        }
        case 4, 5, 6, 7 -> Optional.empty();
        default ->
            pinned || book.barredAncestor(found.getCheckpointId()).isPresent()
                ? Optional.empty()
                : Optional.of(rules.bless("stable", found, "good"));
      };
    } catch (ReleaseRefusedException nothingToGoBackTo) {
      return Optional.empty();
    }
  }

  private static Evaluation judged(
      Checkpoint checkpoint, Instant now, boolean movesBest, Optional<String> best) {
    return Evaluation.newBuilder()
        .setCheckpointId(checkpoint.getCheckpointId())
        .setVerdict(Verdict.BLESSED)
        .setReasons(List.of("good"))
        .setBest(best.orElse(null))
        .setMovesBest(movesBest)
        .setDecidedBy("test")
        .setDecidedAt(now)
        .build();
  }

  private static List<String> longestServed(Release release) {
    List<String> lasting =
        release.getServed().stream()
            .filter(each -> each.getSeconds() >= SETTINGS.servedFor().toSeconds())
            .map(ServedRelease::getCheckpointId)
            .toList();
    return lasting.subList(Math.max(0, lasting.size() - SETTINGS.served()), lasting.size());
  }

  private List<Checkpoint> line(int length) {
    List<Checkpoint> line = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      line.add(log.trained("c" + i, i == 0 ? null : "c" + (i - 1), i + 1));
    }
    return line;
  }

  private static RetentionPlan plan(List<Checkpoint> all, List<Release> releases) {
    return plan(book(all, releases, Map.of()));
  }

  private static RetentionPlan plan(ReleaseSnapshot book) {
    return RetentionPlan.of(
        book.checkpoints().values(), needed(book), book::isBarred, SETTINGS.leastGarbage());
  }

  private static RetainedCheckpoints needed(ReleaseSnapshot book) {
    return RetainedCheckpoints.of(book, "one", SETTINGS, Optional.empty());
  }

  private static ReleaseSnapshot book(
      List<Checkpoint> all, List<Release> releases, Map<String, Evaluation> evaluations) {
    return new ReleaseSnapshot(
            Map.of(),
            releases.stream().collect(Collectors.toMap(Release::getChannel, Function.identity())),
            evaluations)
        .of(all);
  }

  private static String resumePoint(List<Checkpoint> all, Optional<Release> release) {
    return StartingPoint.candidates(book(all, release.stream().toList(), Map.of()), release, "one")
        .get(0)
        .getCheckpointId();
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
