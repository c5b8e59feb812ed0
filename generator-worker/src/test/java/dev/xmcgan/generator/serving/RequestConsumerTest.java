package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.testing.WorkerConfigs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.Test;

/** What a consumer meets whose group gave it up while its process stood still. */
class RequestConsumerTest {
  private static final String TOPIC = "caption-requests";
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

  private final GroupOfOne kafka = new GroupOfOne();
  private final RequestQueue queue =
      new RequestQueue(WorkerConfigs.batching(Map.of()), held -> 1, Clock.systemUTC());
  private final RequestConsumer consumer =
      new RequestConsumer(
          kafka, TOPIC, queue, new WorkerMetrics(new SimpleMeterRegistry(), Clock.systemUTC()));

  /** A consumer whose partitions Kafka's own thread can take away between any two calls. */
  private static final class GroupOfOne extends MockConsumer<String, byte[]> {
    private final Set<TopicPartition> takenAway = new HashSet<>();
    private RuntimeException committedFails;
    private Optional<Duration> committedWithin = Optional.empty();

    GroupOfOne() {
      super("earliest");
      updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
      updateEndOffsets(Map.of(FIRST, 1L, SECOND, 1L));
    }

    @Override
    public synchronized OptionalLong currentLag(TopicPartition partition) {
      requireAssigned(Set.of(partition));
      return OptionalLong.of(1);
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
      requireAssigned(partitions);
      super.pause(partitions);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration timeout) {
      committedWithin = Optional.of(timeout);
      return committed(partitions);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions) {
      if (committedFails != null) {
        throw committedFails;
      }
      // as the real one: null for what was never committed
      Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
      partitions.forEach(each -> committed.put(each, null));
      committed.putAll(super.committed(partitions));
      return committed;
    }

    private void requireAssigned(Collection<TopicPartition> partitions) {
      partitions.stream()
          .filter(takenAway::contains)
          .findFirst()
          .ifPresent(
              each -> {
                throw new IllegalStateException("No current assignment for partition " + each);
              });
    }
  }

  @Test
  void partitionThatIsTakenAwayMeanwhileIsNotCounted() {
    // given
    join();
    kafka.takenAway.add(FIRST);

    // when, then
    assertThat(consumer.unread().requests()).isEqualTo(1);
  }

  @Test
  void fetchingIsPausedAgainWhereAPartitionWasTakenAwayMeanwhile() {
    // given
    join();
    kafka.takenAway.add(FIRST);
    assertThatCode(() -> consumer.pause(true)).doesNotThrowAnyException();
    kafka.rebalance(Set.of(SECOND));

    // when
    consumer.pause(true);

    // then
    assertThat(kafka.paused()).containsExactly(SECOND);
  }

  @Test
  void whoLostTheMembershipIsToldSoAndCanGoOn() {
    // given
    join();
    kafka.committedFails = new UnknownMemberIdException("who?");
    assertThatThrownBy(consumer::rewind)
        .isInstanceOf(MembershipLostException.class)
        .isInstanceOf(RetriableException.class);
    kafka.committedFails = new StaleMemberEpochException("too old");
    assertThatThrownBy(consumer::rewind).isInstanceOf(MembershipLostException.class);

    // when
    kafka.committedFails = null;
    consumer.rewind();

    // then
    kafka.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, "id", new byte[0]));
    assertThat(consumer.poll(Duration.ZERO)).hasSize(1);
  }

  @Test
  void pollThatComesTooLateForTheMemberIsNoEnd() {
    // given
    join();
    kafka.setPollException(new StaleMemberEpochException("too old"));

    // when, then
    assertThatThrownBy(() -> consumer.poll(Duration.ZERO))
        .isInstanceOf(MembershipLostException.class);
  }

  @Test
  void lossIsHeardWhileGoingBack() {
    // given: the group gave the partitions away, which a poll alone tells
    join();
    kafka.schedulePollTask(() -> kafka.rebalance(Set.of()));

    // when
    consumer.rewind();

    // then
    assertThat(queue.isOurs(FIRST)).isFalse();
    assertThat(queue.isOurs(SECOND)).isFalse();
  }

  @Test
  void goingBackWaitsForTheBrokerForMuchLessThanAStandstillIs() {
    // given
    join();
    kafka.committedWithin = Optional.empty();

    // when
    consumer.rewind();

    // then: by default, a loop that does not turn for two minutes is stuck
    assertThat(kafka.committedWithin)
        .hasValueSatisfying(
            within -> assertThat(within).isLessThanOrEqualTo(Duration.ofSeconds(10)));
  }

  private void join() {
    consumer.join(queue::revoked);
    kafka.rebalance(List.of(FIRST, SECOND));
    consumer.poll(Duration.ZERO);
    assertThat(queue.isOurs(FIRST)).isTrue();
  }
}
