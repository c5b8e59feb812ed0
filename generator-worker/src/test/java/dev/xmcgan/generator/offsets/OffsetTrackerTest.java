package dev.xmcgan.generator.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  private static final TopicPartition FIRST = new TopicPartition("caption-requests", 0);
  private static final TopicPartition SECOND = new TopicPartition("caption-requests", 1);

  private final OffsetTracker ledger = new OffsetTracker();

  @Test
  void commitsTheLowestUnfinishedOffset() {
    // given
    start(FIRST, 10);
    receive(FIRST, 10, 11, 12);

    // when
    ledger.finished(FIRST, 10);

    // then
    assertThat(ledger.toCommit()).containsOnlyKeys(FIRST);
    assertThat(ledger.toCommit().get(FIRST)).isEqualTo(new OffsetAndMetadata(11, ""));
  }

  @Test
  void commitsBeyondTheLastWhenAllIsFinished() {
    // given
    start(FIRST, 0);
    receive(FIRST, 0, 3); // 1 and 2 were transaction markers

    // when
    ledger.finished(FIRST, 3);
    ledger.finished(FIRST, 0);

    // then
    assertThat(ledger.toCommit().get(FIRST)).isEqualTo(new OffsetAndMetadata(4, ""));
  }

  @Test
  void whatFinishedAheadIsNotReceivedAgainByTheNextOwner() {
    // given
    start(FIRST, 10);
    receive(FIRST, 10, 11, 12, 13, 14);
    ledger.finished(FIRST, 11);
    ledger.finished(FIRST, 14);

    // when
    OffsetAndMetadata committed = ledger.toCommit().get(FIRST);
    OffsetTracker next = new OffsetTracker();
    next.start(FIRST, Optional.of(committed));

    // then
    assertThat(committed.offset()).isEqualTo(10);
    assertThat(received(next, 10, 11, 12, 13, 14, 15)).containsExactly(10L, 12L, 13L, 15L);
  }

  @Test
  void whatIsPassedOverStaysOpenInAsManyPlacesAsItLies() {
    // given
    start(FIRST, 10);
    receive(FIRST, 10, 11, 12, 13, 14, 15);
    for (long offset : new long[] {11, 12, 14}) {
      ledger.passOver(FIRST, offset);
    }

    // when
    ledger.finished(FIRST, 10);
    ledger.finished(FIRST, 13);

    // then
    assertThat(ledger.placesPassedOver()).isEqualTo(2);
    assertThat(ledger.unfinished()).isEqualTo(1);
    assertThat(ledger.isOpen(FIRST, 12)).as("nobody works on it").isFalse();
    OffsetTracker next = new OffsetTracker();
    next.start(FIRST, Optional.of(ledger.toCommit().get(FIRST)));
    assertThat(received(next, 11, 12, 13, 14, 15, 16)).containsExactly(11L, 12L, 14L, 15L, 16L);
  }

  @Test
  void whatFinishedAheadIsStillKnownAfterTheNextOwnersCommits() {
    // given
    OffsetTracker second = new OffsetTracker();
    second.start(FIRST, Optional.of(new OffsetAndMetadata(10, "ahead:3.2,1.1")));

    // when
    assertThat(received(second, 10)).containsExactly(10L);
    second.finished(FIRST, 10);
    OffsetTracker third = new OffsetTracker();
    third.start(FIRST, Optional.of(second.toCommit().get(FIRST)));

    // then
    assertThat(second.toCommit().get(FIRST).offset()).isEqualTo(11);
    assertThat(received(third, 11, 12, 13, 14, 15, 16, 17)).containsExactly(11L, 12L, 15L, 17L);
  }

  @Test
  void skippedRecordsMoveTheCommitForward() {
    // given
    ledger.start(FIRST, Optional.of(new OffsetAndMetadata(10, "ahead:0.2")));

    // when
    assertThat(received(ledger, 10, 11)).isEmpty();

    // then
    assertThat(ledger.toCommit().get(FIRST)).isEqualTo(new OffsetAndMetadata(12, ""));
  }

  @Test
  void nothingIsCommittedTwice() {
    // given
    start(FIRST, 0);
    start(SECOND, 0);
    receive(FIRST, 0);
    receive(SECOND, 0);
    ledger.finished(FIRST, 0);

    // when
    ledger.committed();

    // then
    assertThat(ledger.toCommit()).isEmpty();
    ledger.finished(SECOND, 0);
    assertThat(ledger.toCommit()).containsOnlyKeys(SECOND);
  }

  @Test
  void metadataOfAnotherToolMeansNothingIsFinished() {
    // when
    ledger.start(FIRST, Optional.of(new OffsetAndMetadata(5, "reset by an operator")));

    // then
    assertThat(received(ledger, 5, 6)).containsExactly(5L, 6L);
  }

  @Test
  void damagedMetadataIsNamed() {
    assertThatThrownBy(
            () -> ledger.start(FIRST, Optional.of(new OffsetAndMetadata(5, "ahead:1.2,x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ahead:1.2,x");
  }

  @Test
  void forgottenPartitionIsRefused() {
    // given
    start(FIRST, 0);

    // when
    ledger.forget(FIRST);

    // then
    assertThatThrownBy(() -> ledger.finished(FIRST, 0)).hasMessageContaining(FIRST.toString());
    assertThat(ledger.toCommit()).isEmpty();
  }

  @Test
  void sameRecordTwiceOrOutOfOrderIsABug() {
    // given
    start(FIRST, 0);
    receive(FIRST, 4);

    // then
    assertThatThrownBy(() -> ledger.received(FIRST, 4)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.finished(FIRST, 3)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void metadataFitsTheBrokersLimitWhenEverySecondOfTheHeldRecordsIsFinished() {
    // given
    int held = 512 + 256; // with what the last poll brings
    start(FIRST, 1_000_000);
    for (long offset = 1_000_000; offset < 1_000_000 + 2 * held; offset++) {
      ledger.received(FIRST, offset);
    }

    // when
    for (long offset = 1_000_001; offset < 1_000_000 + 2 * held; offset += 2) {
      ledger.finished(FIRST, offset);
    }

    // then
    assertThat(ledger.unfinished()).isEqualTo(held);
    assertThat(ledger.toCommit().get(FIRST).metadata()).hasSizeLessThan(4_096);
  }

  @Test
  void everyRecordIsAnsweredOnceThroughAnyCrashes() {
    // given
    Random random = new Random(11);
    Set<Long> answered = new HashSet<>();
    OffsetAndMetadata committed = new OffsetAndMetadata(0);
    int records = 400;

    // when: each life receives some, answers some of them in any order, commits now and then, dies
    while (committed.offset() < records) {
      OffsetTracker life = new OffsetTracker();
      life.start(FIRST, Optional.of(committed));
      List<Long> open = new ArrayList<>();
      List<Long> uncommitted = new ArrayList<>();
      long next = committed.offset();
      for (int turn = random.nextInt(30); turn >= 0; turn--) {
        for (int i = random.nextInt(8); i > 0 && next < records; i--, next++) {
          if (life.received(FIRST, next)) {
            open.add(next);
          }
        }
        for (int i = random.nextInt(8); i > 0 && !open.isEmpty(); i--) {
          Long offset = open.remove(random.nextInt(open.size()));
          life.finished(FIRST, offset);
          uncommitted.add(offset);
        }
        if (random.nextBoolean() && life.toCommit().containsKey(FIRST)) {
          committed = life.toCommit().get(FIRST);
          life.committed();
          uncommitted.forEach(offset -> assertThat(answered.add(offset)).isTrue());
          uncommitted.clear();
        }
      }
    }

    // then
    assertThat(answered).hasSize(records);
  }

  private void start(TopicPartition partition, long committed) {
    ledger.start(partition, Optional.of(new OffsetAndMetadata(committed)));
  }

  private void receive(TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      assertThat(ledger.received(partition, offset)).isTrue();
    }
  }

  private static List<Long> received(OffsetTracker ledger, long... offsets) {
    List<Long> fresh = new ArrayList<>();
    for (long offset : offsets) {
      if (ledger.received(FIRST, offset)) {
        fresh.add(offset);
      }
    }
    return fresh;
  }
}
