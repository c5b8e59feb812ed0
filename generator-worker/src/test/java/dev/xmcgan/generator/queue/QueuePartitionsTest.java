package dev.xmcgan.generator.queue;

import static dev.xmcgan.generator.queue.QueuedRequests.OTHER;
import static dev.xmcgan.generator.queue.QueuedRequests.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.queue.Answer.Dropped;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Partitions that come and go, and records of them that are open or gone. */
class QueuePartitionsTest {
  private final QueuedRequests requests = new QueuedRequests();
  private final RequestQueue queue = requests.queue();

  @Test
  void whatIsReadOfAPartitionThatWasGivenAwayIsNotForUs() {
    assertThat(queue.isOurs(PARTITION)).isTrue();

    // when
    queue.revoked(Set.of(PARTITION));

    // then
    assertThat(queue.isOurs(PARTITION)).isFalse();
    assertThat(queue.isOurs(OTHER)).isTrue();

    // when
    queue.assigned(PARTITION, Optional.empty());

    // then
    assertThat(queue.isOurs(PARTITION)).isTrue();
  }

  @Test
  @Tag("promise-1")
  void whatIsDrawnForARevokedPartitionIsIgnoredEvenWhenItComesBack() {
    // given
    requests.accept(PARTITION, 0, 1);
    MicroBatch<HeldRequest> before = requests.next();
    queue.revoked(Set.of(PARTITION));
    queue.assigned(PARTITION, Optional.empty());
    requests.accept(PARTITION, 0, 1);

    // when
    requests.draw(before);

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    requests.draw(requests.next());

    // then
    assertThat(queue.drainForCommit().orElseThrow().answers()).hasSize(1);
  }

  @Test
  void recordThatIsSetAsideKeepsItsOffsetOpen() {
    // given: the first record waits for its schema
    queue.received(new RecordSource(PARTITION, 0));
    requests.accept(PARTITION, 1, 1);
    requests.draw(requests.next());

    // when
    OffsetAndMetadata committed = queue.drainForCommit().orElseThrow().offsets().get(PARTITION);
    queue.committed();

    // then
    assertThat(committed.offset()).isZero();
    assertThat(committed.metadata()).isNotEmpty();

    // when
    queue.answer(new Dropped(new RecordSource(PARTITION, 0)));

    // then
    assertThat(queue.drainForCommit().orElseThrow().offsets())
        .containsEntry(PARTITION, new OffsetAndMetadata(2, ""));
  }

  @Test
  @Tag("promise-1")
  void whatIsPassedOverIsNotHeldAndComesAgainWhenItsPartitionIsReadAnew() {
    // given
    for (int offset = 0; offset < 3; offset++) {
      queue.received(new RecordSource(PARTITION, offset));
      queue.passOver(new RecordSource(PARTITION, offset));
    }
    requests.accept(PARTITION, 3, 1);
    requests.draw(requests.next());

    // when
    OffsetAndMetadata committed = queue.drainForCommit().orElseThrow().offsets().get(PARTITION);
    queue.committed();

    // then
    assertThat(committed.offset()).isZero();
    assertThat(queue.held()).isZero();
    assertThat(queue.placesPassedOver()).as("side by side").isEqualTo(1);

    // when
    queue.assigned(PARTITION, Optional.of(committed));

    // then
    assertThat(queue.placesPassedOver()).isZero();
    assertThat(IntStream.range(0, 5).filter(i -> queue.received(new RecordSource(PARTITION, i))))
        .containsExactly(0, 1, 2, 4);
  }

  @Test
  void logThatWasCutOffIsReadFromWhatIsThere() {
    // given
    queue.assigned(PARTITION, Optional.of(new OffsetAndMetadata(1_000, "")));

    // when
    boolean again = queue.startsAgain(new RecordSource(PARTITION, 3));
    requests.accept(PARTITION, 3, 1);
    requests.draw(requests.next());

    // then
    assertThat(again).isTrue();
    assertThat(queue.drainForCommit().orElseThrow().offsets())
        .containsEntry(PARTITION, new OffsetAndMetadata(4, ""));
  }

  @Test
  void whatWasHeldOfALogThatWasCutOffIsDropped() {
    // given
    requests.accept(PARTITION, 10, 1);
    MicroBatch<HeldRequest> before = requests.next();

    // when
    queue.startsAgain(new RecordSource(PARTITION, 3));
    requests.accept(PARTITION, 3, 1);
    requests.draw(before);
    requests.draw(requests.next());

    // then
    assertThat(queue.drainForCommit().orElseThrow().answers())
        .extracting(answer -> answer.source().offset())
        .containsExactly(3L);
  }
}
