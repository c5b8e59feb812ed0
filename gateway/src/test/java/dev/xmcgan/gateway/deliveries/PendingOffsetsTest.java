package dev.xmcgan.gateway.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PendingOffsetsTest {
  private static final TopicPartition ONE = new TopicPartition("requests", 1);

  private final PendingOffsets offsets = new PendingOffsets();

  @Test
  void nothingIsCommittedPastWhatIsOpen() {
    // given
    offsets.opened(ONE, 10);
    offsets.opened(ONE, 12);
    offsets.read(ONE, 20);

    // when
    offsets.finished(ONE, 12);

    // then
    assertThat(offsets.toCommit()).isEqualTo(at(10));
    offsets.finished(ONE, 10);
    assertThat(offsets.toCommit()).isEqualTo(at(20));
    assertThat(offsets.size()).isZero();
  }

  @Test
  void whatIsCommittedIsNotCommittedAgain() {
    // given
    offsets.read(ONE, 20);

    // when
    offsets.committed(offsets.toCommit());

    // then
    assertThat(offsets.toCommit()).isEmpty();
    offsets.read(ONE, 21);
    assertThat(offsets.toCommit()).isEqualTo(at(21));
  }

  @Test
  void aPartitionThatIsLostIsCommittedNoMore() {
    // given
    offsets.opened(ONE, 10);
    offsets.read(ONE, 20);

    // when
    offsets.lost(List.of(ONE));
    offsets.finished(ONE, 10);

    // then
    assertThat(offsets.toCommit()).isEmpty();
    assertThat(offsets.size()).isZero();
  }

  @Test
  void aReceiverIsLeftAloneForLongerEachTime() {
    RetryDelays backoff = new RetryDelays(Duration.ofSeconds(5), new Random(1));

    for (int failures = 1; failures <= 4; failures++) {
      double seconds = 5 * Math.pow(4, failures - 1);
      assertThat(backoff.after(failures).toMillis() / 1e3).isBetween(0.8 * seconds, 1.2 * seconds);
    }
    assertThat(backoff.after(50)).isLessThanOrEqualTo(Duration.ofMinutes(36));
  }

  private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
    return Map.of(ONE, new OffsetAndMetadata(offset));
  }
}
