package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WholeTopicAssignorTest {
  private static final List<TopicPartition> ALL =
      IntStream.range(0, 4).mapToObj(i -> new TopicPartition("pairs", i)).toList();

  @Test
  void aMemberAloneGetsEverything() {
    assertThat(assign(Map.of("a", member(List.of(), 0)))).isEqualTo(Map.of("a", ALL));
  }

  @Test
  void theFirstByIdGetsEverythingWhenNobodyHasAnything() {
    assertThat(assign(Map.of("b", member(List.of(), 0), "a", member(List.of(), 0))))
        .isEqualTo(Map.of("a", ALL, "b", List.of()));
  }

  @Test
  void whoeverHasThePartitionsKeepsThem() {
    assertThat(
            assign(
                Map.of("a", member(List.of(), 3), "b", member(ALL, 3), "c", member(List.of(), 0))))
        .isEqualTo(Map.of("a", List.of(), "b", ALL, "c", List.of()));
  }

  @Test
  void partitionsAddedToTheTopicGoToTheOwner() {
    assertThat(assign(Map.of("a", member(List.of(), 3), "b", member(ALL.subList(0, 2), 3))))
        .isEqualTo(Map.of("a", List.of(), "b", ALL));
  }

  @Test
  void aStaleClaimLosesToAFreshOne() {
    assertThat(assign(Map.of("a", member(ALL, 3), "b", member(ALL, 8))))
        .isEqualTo(Map.of("a", List.of(), "b", ALL));
  }

  private static Subscription member(List<TopicPartition> owned, int generation) {
    return new Subscription(List.of("pairs"), null, owned, generation, Optional.empty());
  }

  private static Map<String, List<TopicPartition>> assign(Map<String, Subscription> members) {
    Node node = new Node(1, "broker", 9092);
    List<PartitionInfo> partitions =
        ALL.stream()
            .map(p -> new PartitionInfo(p.topic(), p.partition(), node, null, null))
            .toList();
    Cluster cluster = new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
    Map<String, List<TopicPartition>> assigned = new HashMap<>();
    new WholeTopicAssignor()
        .assign(cluster, new GroupSubscription(members))
        .groupAssignment()
        .forEach((member, assignment) -> assigned.put(member, assignment.partitions()));
    return assigned;
  }
}
