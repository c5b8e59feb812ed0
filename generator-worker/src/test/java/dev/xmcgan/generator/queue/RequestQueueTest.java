package dev.xmcgan.generator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.batching.FreeLanes;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.queue.Answer.Dropped;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.generator.testing.WorkerConfigs;
import dev.xmcgan.schemas.ImageFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
  private static final TopicPartition PARTITION = new TopicPartition("caption-requests", 0);
  private static final TopicPartition OTHER = new TopicPartition("caption-requests", 1);
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final Function<String, Optional<String>> DRAWN_BY_C1 = model -> Optional.of("c-1");

  private static final FreeLanes IDLE = new FreeLanes(1, 1);
  private static final FreeLanes BUSY = new FreeLanes(0, 1);

  private final SettableClock clock = new SettableClock(NOW);
  private final RequestQueue queue =
      new RequestQueue(WorkerConfigs.batching(Map.of("max-batch", "4")), held -> 1, clock);

  @BeforeEach
  void ownPartitions() {
    queue.assigned(PARTITION, Optional.empty());
    queue.assigned(OTHER, Optional.empty());
  }

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
  void requestIsAnsweredWithItsOffsetOnceDrawn() {
    // given
    accept(PARTITION, 0, 1);
    draw(next());

    // when
    AnswerBatch batch = queue.drainForCommit().orElseThrow();

    // then
    assertThat(batch.answers()).singleElement().isInstanceOf(Images.class);
    assertThat(batch.offsets()).containsEntry(PARTITION, new OffsetAndMetadata(1, ""));
    assertThat(queue.held()).isZero();
  }

  @Test
  void nothingElseIsCommittedWhileATransactionIsUnderWay() {
    // given
    accept(PARTITION, 0, 1);
    draw(next());
    queue.drainForCommit();
    accept(PARTITION, 1, 1);
    draw(next());

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    queue.committed();

    // then
    assertThat(queue.drainForCommit().orElseThrow().offsets())
        .containsEntry(PARTITION, new OffsetAndMetadata(2, ""));
  }

  @Test
  @Tag("promise-1")
  void sharesThatComeInAnyOrderMakeOneAnswer() {
    // given
    HeldRequest held = accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> first = next();
    MicroBatch<HeldRequest> second = next();

    // when
    draw(second);
    assertThat(queue.drainForCommit()).isEmpty();
    draw(first);

    // then
    Images images = (Images) queue.drainForCommit().orElseThrow().answers().get(0);
    assertThat(images.records())
        .extracting(ProducerRecord::key)
        .containsExactlyElementsOf(
            IntStream.range(0, 8).mapToObj(i -> held.request().requestId() + "#" + i).toList());
  }

  @Test
  @Tag("promise-2")
  void oneGeneratorDrawsAllOfARequest() {
    // given
    accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> old = next();
    MicroBatch<HeldRequest> anew = queue.nextBatch(model -> Optional.of("c-2"), IDLE).orElseThrow();
    MicroBatch<HeldRequest> rest = queue.nextBatch(model -> Optional.of("c-2"), IDLE).orElseThrow();

    // when
    draw(rest);
    draw(old);

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    draw(anew);

    // then
    Images images = (Images) queue.drainForCommit().orElseThrow().answers().get(0);
    assertThat(images.checkpointId()).isEqualTo("c-2");
    assertThat(images.records()).hasSize(8);
  }

  @Test
  @Tag("promise-1")
  void whatIsDrawnForARevokedPartitionIsIgnoredEvenWhenItComesBack() {
    // given
    accept(PARTITION, 0, 1);
    MicroBatch<HeldRequest> before = next();
    queue.revoked(Set.of(PARTITION));
    queue.assigned(PARTITION, Optional.empty());
    accept(PARTITION, 0, 1);

    // when
    draw(before);

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    draw(next());

    // then
    assertThat(queue.drainForCommit().orElseThrow().answers()).hasSize(1);
  }

  @Test
  void whatTheGroupDidNotTakeIsCommittedAgainAsFarAsItIsOurs() {
    // given
    accept(PARTITION, 0, 1);
    accept(OTHER, 0, 1);
    draw(next());
    queue.drainForCommit();

    // when
    queue.revoked(Set.of(OTHER));
    queue.notCommitted();

    // then
    AnswerBatch again = queue.drainForCommit().orElseThrow();
    assertThat(again.answers())
        .extracting(Answer::source)
        .containsExactly(new RecordSource(PARTITION, 0));
    assertThat(again.offsets()).containsOnlyKeys(PARTITION);
  }

  @Test
  @Tag("promise-7")
  void refusedTransactionIsBisectedUntilTheGuiltyAnswerStandsAlone() {
    // given
    for (int offset = 0; offset < 10; offset++) {
      accept(PARTITION, offset, 1);
    }
    while (queue.images() > 0) {
      draw(next());
    }
    List<Long> guilty = List.of(6L);
    List<Long> dropped = new ArrayList<>();
    List<Long> committed = new ArrayList<>();
    int transactions = 0;

    // when
    for (Optional<AnswerBatch> batch = queue.drainForCommit();
        batch.isPresent();
        batch = queue.drainForCommit()) {
      transactions++;
      List<Answer> answers = batch.get().answers();
      if (answers.stream()
          .anyMatch(each -> each instanceof Images && guilty.contains(each.source().offset()))) {
        queue.refused(
            answer -> {
              dropped.add(answer.source().offset());
              return new Dropped(answer.source());
            });
      } else {
        answers.forEach(answer -> committed.add(answer.source().offset()));
        queue.committed();
      }
    }

    // then
    assertThat(dropped).isEqualTo(guilty);
    assertThat(committed).hasSize(10).doesNotHaveDuplicates();
    assertThat(transactions).isLessThan(12);
  }

  @Test
  @Tag("promise-1")
  void whatAnAbortedTransactionAnsweredIsNotPassedOver() {
    // given
    for (int offset = 0; offset < 3; offset++) {
      accept(PARTITION, offset, 1);
    }
    while (queue.images() > 0) {
      draw(next());
    }
    assertThat(queue.drainForCommit()).isPresent();

    // when: it failed, and all is to be read again
    queue.clear();

    // then: no offsets go out without their answers
    assertThat(queue.drainForCommit().map(AnswerBatch::offsets).orElse(Map.of()).values())
        .allMatch(committed -> committed.offset() == 0 && committed.metadata().isEmpty());
  }

  @Test
  void failedRequestLeavesTheQueueAndItsOtherSharesAreIgnored() {
    // given
    HeldRequest held = accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> first = next();

    // when
    queue.fail(held, each -> new Dropped(each.source()));
    draw(first);

    // then
    assertThat(queue.images()).isZero();
    assertThat(queue.drainForCommit().orElseThrow().answers())
        .singleElement()
        .isInstanceOf(Dropped.class);
  }

  @Test
  void recordThatIsSetAsideKeepsItsOffsetOpen() {
    // given: the first record waits for its schema
    queue.received(new RecordSource(PARTITION, 0));
    accept(PARTITION, 1, 1);
    draw(next());

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
  void logThatWasCutOffIsReadFromWhatIsThere() {
    // given
    queue.assigned(PARTITION, Optional.of(new OffsetAndMetadata(1_000, "")));

    // when
    boolean again = queue.startsAgain(new RecordSource(PARTITION, 3));
    accept(PARTITION, 3, 1);
    draw(next());

    // then
    assertThat(again).isTrue();
    assertThat(queue.drainForCommit().orElseThrow().offsets())
        .containsEntry(PARTITION, new OffsetAndMetadata(4, ""));
  }

  @Test
  void whatWasHeldOfALogThatWasCutOffIsDropped() {
    // given
    accept(PARTITION, 10, 1);
    MicroBatch<HeldRequest> before = next();

    // when
    queue.startsAgain(new RecordSource(PARTITION, 3));
    accept(PARTITION, 3, 1);
    draw(before);
    draw(next());

    // then
    assertThat(queue.drainForCommit().orElseThrow().answers())
        .extracting(answer -> answer.source().offset())
        .containsExactly(3L);
  }

  @Test
  @Tag("promise-7")
  void suspectIsDrawnWhileNothingElseIs() {
    // given
    HeldRequest suspect = held(PARTITION, 0, 2);
    queue.received(suspect.source());
    queue.acceptAlone(suspect);
    accept(PARTITION, 1, 1);

    // then
    assertThat(queue.nextBatch(DRAWN_BY_C1, BUSY)).as("something is being drawn").isEmpty();

    // when
    MicroBatch<HeldRequest> alone = next();

    // then
    assertThat(alone.shares()).containsExactly(new Share<>(suspect, 0, 2, true));
    assertThat(queue.nextBatch(DRAWN_BY_C1, IDLE)).as("before it is drawn").isEmpty();

    // when
    draw(alone);

    // then
    assertThat(next().shares()).hasSize(1);
  }

  @Test
  void smallBatchWaitsOnlyWhileOthersAreDrawn() {
    // given
    accept(PARTITION, 0, 1);

    // then
    assertThat(queue.nextBatch(DRAWN_BY_C1, BUSY)).isEmpty();
    assertThat(queue.nextBatch(DRAWN_BY_C1, IDLE)).isPresent();
  }

  private HeldRequest accept(TopicPartition partition, long offset, int count) {
    HeldRequest held = held(partition, offset, count);
    assertThat(queue.received(held.source())).isTrue();
    queue.accept(held);
    return held;
  }

  private static HeldRequest held(TopicPartition partition, long offset, int count) {
    return new HeldRequest(
        partition,
        offset,
        NOW,
        new DrawRequest(
            "id-" + partition.partition() + "-" + offset,
            "a cat",
            count,
            0,
            5L,
            OptionalDouble.empty(),
            ImageFormat.PNG,
            0,
            "stable",
            Optional.empty(),
            0,
            "default"),
        new RecordHeaders());
  }

  private MicroBatch<HeldRequest> next() {
    return queue.nextBatch(DRAWN_BY_C1, IDLE).orElseThrow();
  }

  private void draw(MicroBatch<HeldRequest> batch) {
    for (Share<HeldRequest> share : batch.shares()) {
      queue.complete(
          batch.generator(),
          share,
          IntStream.range(share.from(), share.to())
              .mapToObj(
                  i ->
                      new ProducerRecord<>(
                          "image-results",
                          share.request().request().requestId() + "#" + i,
                          new byte[1]))
              .toList());
    }
  }
}
