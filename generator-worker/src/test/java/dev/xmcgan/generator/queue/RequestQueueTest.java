package dev.xmcgan.generator.queue;

import static dev.xmcgan.generator.queue.QueuedRequests.BUSY;
import static dev.xmcgan.generator.queue.QueuedRequests.DRAWN_BY_C1;
import static dev.xmcgan.generator.queue.QueuedRequests.IDLE;
import static dev.xmcgan.generator.queue.QueuedRequests.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.queue.Answer.Dropped;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.HeldRequest;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
  private final QueuedRequests requests = new QueuedRequests();
  private final RequestQueue queue = requests.queue();

  @Test
  void requestIsAnsweredWithItsOffsetOnceDrawn() {
    // given
    requests.accept(PARTITION, 0, 1);
    requests.draw(requests.next());

    // when
    AnswerBatch batch = queue.drainForCommit().orElseThrow();

    // then
    assertThat(batch.answers()).singleElement().isInstanceOf(Images.class);
    assertThat(batch.offsets()).containsEntry(PARTITION, new OffsetAndMetadata(1, ""));
    assertThat(queue.held()).isZero();
  }

  @Test
  @Tag("promise-1")
  void sharesThatComeInAnyOrderMakeOneAnswer() {
    // given
    HeldRequest held = requests.accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> first = requests.next();
    MicroBatch<HeldRequest> second = requests.next();

    // when
    requests.draw(second);
    assertThat(queue.drainForCommit()).isEmpty();
    requests.draw(first);

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
    requests.accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> old = requests.next();
    MicroBatch<HeldRequest> anew = queue.nextBatch(model -> Optional.of("c-2"), IDLE).orElseThrow();
    MicroBatch<HeldRequest> rest = queue.nextBatch(model -> Optional.of("c-2"), IDLE).orElseThrow();

    // when
    requests.draw(rest);
    requests.draw(old);

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    requests.draw(anew);

    // then
    Images images = (Images) queue.drainForCommit().orElseThrow().answers().get(0);
    assertThat(images.checkpointId()).isEqualTo("c-2");
    assertThat(images.records()).hasSize(8);
  }

  @Test
  void failedRequestLeavesTheQueueAndItsOtherSharesAreIgnored() {
    // given
    HeldRequest held = requests.accept(PARTITION, 0, 8);
    MicroBatch<HeldRequest> first = requests.next();

    // when
    queue.fail(held, each -> new Dropped(each.source()));
    requests.draw(first);

    // then
    assertThat(queue.images()).isZero();
    assertThat(queue.drainForCommit().orElseThrow().answers())
        .singleElement()
        .isInstanceOf(Dropped.class);
  }

  @Test
  @Tag("promise-7")
  void suspectIsDrawnWhileNothingElseIs() {
    // given
    HeldRequest suspect = requests.held(PARTITION, 0, 2);
    queue.received(suspect.source());
    queue.acceptAlone(suspect);
    requests.accept(PARTITION, 1, 1);

    // then
    assertThat(queue.nextBatch(DRAWN_BY_C1, BUSY)).as("something is being drawn").isEmpty();

    // when
    MicroBatch<HeldRequest> alone = requests.next();

    // then
    assertThat(alone.shares()).containsExactly(new Share<>(suspect, 0, 2, true));
    assertThat(queue.nextBatch(DRAWN_BY_C1, IDLE)).as("before it is drawn").isEmpty();

    // when
    requests.draw(alone);

    // then
    assertThat(requests.next().shares()).hasSize(1);
  }

  @Test
  void smallBatchWaitsOnlyWhileOthersAreDrawn() {
    // given
    requests.accept(PARTITION, 0, 1);

    // then
    assertThat(queue.nextBatch(DRAWN_BY_C1, BUSY)).isEmpty();
    assertThat(queue.nextBatch(DRAWN_BY_C1, IDLE)).isPresent();
  }
}
