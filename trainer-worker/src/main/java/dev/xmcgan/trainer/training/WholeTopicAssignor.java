package dev.xmcgan.trainer.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions to one member of the group and none to the others: one trainer trains, the
 * rest stand by. Whoever has them keeps them; when it is gone, the next by member id takes over.
 *
 * <p>The group protocol of KIP-848 has no such assignor on the broker, therefore the trainer's
 * group keeps to the classic protocol.
 */
public final class WholeTopicAssignor implements ConsumerPartitionAssignor {
  @Override
  public String name() {
    return "xmcgan-whole-topic";
  }

  /** Cooperative, so that the member at work keeps its partitions while others come and go. */
  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    String chosen =
        members.entrySet().stream()
            .min(
                Comparator.<Map.Entry<String, Subscription>>comparingInt(
                        member -> -member.getValue().ownedPartitions().size())
                    .thenComparingInt(member -> -member.getValue().generationId().orElse(-1))
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    Map<String, Assignment> assignments = new HashMap<>();
    members.forEach(
        (member, subscription) ->
            assignments.put(
                member,
                new Assignment(
                    member.equals(chosen) ? partitions(cluster, subscription) : List.of())));
    return new GroupAssignment(assignments);
  }

  private static List<TopicPartition> partitions(Cluster cluster, Subscription subscription) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : new HashSet<>(subscription.topics())) {
      for (PartitionInfo info : cluster.partitionsForTopic(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }
}
