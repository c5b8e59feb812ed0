package dev.xmcgan.gateway.system;

import dev.xmcgan.gateway.requests.RequestTopicReader;
import dev.xmcgan.gateway.system.SystemView.DiskView;
import dev.xmcgan.gateway.system.SystemView.LagView;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the readers of the topics are behind, and what the brokers' log directories hold: asked
 * of Kafka when somebody looks, but not more often than every few seconds however many look. What
 * Kafka does not tell, or does not let us know, is left out.
 */
@Singleton
final class ClusterFigures {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFigures.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final RequestTopicReader requests;
  private Admin admin;
  private Figures last;
  private long askedAt;

  ClusterFigures(KafkaSettings kafka, RequestTopicReader requests) {
    this.kafka = kafka;
    this.requests = requests;
  }

  /** At one moment. */
  record Figures(List<LagView> lags, List<DiskView> disks) {}

  /** A group that reads a topic, and what it does. */
  private record Reader(String name, String group, Topic topic) {}

  private static final List<Reader> READERS =
      List.of(
          new Reader("requests", "generator-workers", Topic.CAPTION_REQUESTS),
          new Reader("pairs", "curation", Topic.IMAGE_TEXT_PAIRS),
          new Reader("training", "trainer", Topic.TRAINING_PAIRS),
          new Reader("webhooks", "gateway-webhooks", Topic.CAPTION_REQUESTS));

  /** Before the channel, where it is another than stable. */
  private static final String TRAINERS = "trainer-";

  /** As they are, or were a few seconds ago. Blocks. */
  synchronized Figures now() {
    if (last == null || System.nanoTime() - askedAt > GOOD_FOR.toNanos()) {
      last = ask();
      askedAt = System.nanoTime();
    }
    return last;
  }

  private Figures ask() {
    List<LagView> lags = new ArrayList<>();
    List<DiskView> disks = List.of();
    try {
      if (admin == null) {
        admin = Admin.create(kafka.admin());
      }
      List<Reader> readers = new ArrayList<>(READERS);
      readers.addAll(trainersOfOtherChannels());
      for (Reader reader : readers) {
        lag(reader).ifPresent(unread -> lags.add(view(reader.name(), reader.topic(), unread)));
      }
      view().ifPresent(unread -> lags.add(view("view", Topic.CAPTION_REQUESTS, unread)));
      disks = disks();
    } catch (ExecutionException | TimeoutException away) {
      LOG.atWarn().addKeyValue("reason", away.toString()).log("Kafka does not tell its figures");
    }
    return new Figures(lags, disks);
  }

  private List<Reader> trainersOfOtherChannels() throws ExecutionException, TimeoutException {
    String begin = kafka.id(TRAINERS);
    return get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid()).stream()
        .map(GroupListing::groupId)
        .filter(group -> group.startsWith(begin))
        .map(group -> group.substring(begin.length()))
        .sorted()
        .map(channel -> new Reader("training " + channel, TRAINERS + channel, Topic.TRAINING_PAIRS))
        .toList();
  }

  private LagView view(String name, Topic topic, long unread) {
    return new LagView(name, kafka.topic(topic), unread);
  }

  /** Empty while nobody of that group was ever there. */
  private OptionalLong lag(Reader reader) throws ExecutionException, TimeoutException {
    String topic = kafka.topic(reader.topic());
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(
            admin
                .listConsumerGroupOffsets(kafka.id(reader.group()))
                .partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> positions =
        committed.entrySet().stream()
            .filter(entry -> entry.getValue() != null && entry.getKey().topic().equals(topic))
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    return positions.isEmpty() ? OptionalLong.empty() : OptionalLong.of(unread(topic, positions));
  }

  /** Of what this instance knows of all requests: how many wait, and who asked for which. */
  private OptionalLong view() throws ExecutionException, TimeoutException {
    Map<TopicPartition, Long> positions = requests.positions();
    return positions.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(unread(kafka.topic(Topic.CAPTION_REQUESTS), positions));
  }

  /** Offsets from those positions to the ends; where there is none, all that is there. */
  private long unread(String topic, Map<TopicPartition, Long> positions)
      throws ExecutionException, TimeoutException {
    int count =
        get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().size();
    List<TopicPartition> partitions =
        IntStream.range(0, count).mapToObj(number -> new TopicPartition(topic, number)).toList();
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    return partitions.stream()
        .mapToLong(
            each ->
                ends.get(each)
                    - Math.max(begins.get(each), positions.getOrDefault(each, begins.get(each))))
        .map(unread -> Math.max(0, unread))
        .sum();
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, TimeoutException {
    return get(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> which)))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().offset()));
  }

  /** By broker: several directories of one count together. */
  private List<DiskView> disks() throws ExecutionException, TimeoutException {
    List<Integer> brokers =
        get(admin.describeCluster().nodes()).stream().map(Node::id).sorted().toList();
    Map<Integer, Map<String, LogDirDescription>> all =
        get(admin.describeLogDirs(brokers).allDescriptions());
    return brokers.stream()
        .map(broker -> DiskView.of(broker, all.get(broker).values(), kafka.topicPrefix()))
        .toList();
  }

  private static <T> T get(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      throw new InterruptException(hurried);
    }
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
