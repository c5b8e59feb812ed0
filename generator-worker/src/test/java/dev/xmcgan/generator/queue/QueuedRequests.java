package dev.xmcgan.generator.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.batching.FreeLanes;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.testing.HeldRequests;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.generator.testing.WorkerConfigs;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A queue that owns two partitions and draws by one generator, and requests for it. */
final class QueuedRequests {
  static final TopicPartition PARTITION = new TopicPartition("caption-requests", 0);
  static final TopicPartition OTHER = new TopicPartition("caption-requests", 1);
  static final Function<String, Optional<String>> DRAWN_BY_C1 = model -> Optional.of("c-1");
  static final FreeLanes IDLE = new FreeLanes(1, 1);
  static final FreeLanes BUSY = new FreeLanes(0, 1);

  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  private final RequestQueue queue =
      new RequestQueue(
          WorkerConfigs.batching(Map.of("max-batch", "4")), held -> 1, new SettableClock(NOW));

  QueuedRequests() {
    queue.assigned(PARTITION, Optional.empty());
    queue.assigned(OTHER, Optional.empty());
  }

  RequestQueue queue() {
    return queue;
  }

  HeldRequest accept(TopicPartition partition, long offset, int count) {
    HeldRequest held = held(partition, offset, count);
    assertThat(queue.received(held.source())).isTrue();
    queue.accept(held);
    return held;
  }

  HeldRequest held(TopicPartition partition, long offset, int count) {
    String id = "id-" + partition.partition() + "-" + offset;
    return HeldRequests.of(partition, offset, NOW, id, "a cat", 0, count);
  }

  MicroBatch<HeldRequest> next() {
    return queue.nextBatch(DRAWN_BY_C1, IDLE).orElseThrow();
  }

  void draw(MicroBatch<HeldRequest> batch) {
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
