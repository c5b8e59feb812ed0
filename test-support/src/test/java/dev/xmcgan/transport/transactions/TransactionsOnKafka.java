package dev.xmcgan.transport.transactions;

import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics of a test, what is written to them, and a worker that reads requests. */
abstract class TransactionsOnKafka {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  static final ConsumerGroupMetadata NO_GROUP = new ConsumerGroupMetadata("nobody");

  static final Duration PATIENCE = Duration.ofSeconds(60);

  KafkaSettings settings;

  Records records;

  @BeforeEach
  void provision(TestInfo test) {
    settings = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(settings);
  }

  @AfterEach
  void closeRecords() {
    records.close();
  }

  /** Of producers that wait a second for what Kafka does not tell. */
  KafkaSettings impatient() {
    return new KafkaSettings(
        settings.bootstrapServers(),
        settings.registryUrl(),
        settings.topicPrefix(),
        Map.of("max.block.ms", "1000"));
  }

  /** For a topic that nobody made, of which Kafka tells nothing. */
  static ProducerRecord<String, byte[]> nowhere() {
    return new ProducerRecord<>("nowhere", "r", bytes("r"));
  }

  TransactionalProducer shortTransactions() {
    return new TransactionalProducer(settings, "worker", Duration.ofSeconds(2));
  }

  void awaitStateOtherThan(TransactionState state) {
    String id = settings.id("worker");
    try (Admin admin = Admin.create(settings.admin())) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> admin.describeTransactions(Set.of(id)).description(id).get().state() != state);
    }
  }

  KafkaConsumer<String, byte[]> worker() {
    KafkaConsumer<String, byte[]> consumer = KafkaClients.consumer(settings.consumer("workers"));
    consumer.subscribe(Set.of(settings.topic(Topic.CAPTION_REQUESTS)));
    return consumer;
  }

  static Map<TopicPartition, OffsetAndMetadata> pollUntil(
      KafkaConsumer<String, byte[]> consumer, int count) {
    var read = new ArrayList<ConsumerRecord<String, byte[]>>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100)).forEach(read::add);
              return read.size() >= count;
            });
    ConsumerRecord<String, byte[]> last = read.get(read.size() - 1);
    return Map.of(
        new TopicPartition(last.topic(), last.partition()),
        new OffsetAndMetadata(last.offset() + 1));
  }

  List<String> keys(Topic topic) {
    return records.readAllRaw(topic).stream().map(ConsumerRecord::key).toList();
  }

  ProducerRecord<String, byte[]> result(String key) {
    return new ProducerRecord<>(settings.topic(Topic.IMAGE_RESULTS), key, bytes(key));
  }

  ProducerRecord<String, byte[]> failure(String key) {
    return new ProducerRecord<>(settings.topic(Topic.GENERATION_FAILURES), key, bytes(key));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
