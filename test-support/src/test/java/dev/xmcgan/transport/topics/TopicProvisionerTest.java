package dev.xmcgan.transport.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopicProvisionerTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @Test
  void everyTopicIsMadeWithItsPartitionsAndPolicies() throws Exception {
    // given
    KafkaSettings settings = KAFKA.settings("provisioned-");

    // when
    new TopicProvisioner(settings).provision((short) 1);

    // then
    try (Admin admin = Admin.create(settings.admin())) {
      for (Topic topic : Topic.values()) {
        assertThat(describe(admin, settings.topic(topic)).partitions()).hasSize(topic.partitions());
        ConfigResource resource =
            new ConfigResource(ConfigResource.Type.TOPIC, settings.topic(topic));
        var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        topic
            .config()
            .forEach((key, value) -> assertThat(config.get(key).value()).as(key).isEqualTo(value));
      }
    }
  }

  @Test
  void topicsThatAreThereStayAsTheyAre() throws Exception {
    // given
    KafkaSettings settings = KAFKA.settings("there-");
    String topic = settings.topic(Topic.CAPTION_REQUESTS);
    try (Admin admin = Admin.create(settings.admin())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();

      // when
      new TopicProvisioner(settings).provision((short) 1);
      new TopicProvisioner(settings).provision((short) 1);

      // then
      assertThat(describe(admin, topic).partitions()).hasSize(2);
    }
  }

  @Test
  void whatATopicLeavesOpenIsSetAndWhatIsSetOnItStays() throws Exception {
    // given a topic as earlier versions made it, with an operator's retention
    KafkaSettings settings = KAFKA.settings("older-");
    String topic = settings.topic(Topic.CAPTION_REQUESTS);
    try (Admin admin = Admin.create(settings.admin())) {
      admin
          .createTopics(
              List.of(new NewTopic(topic, 6, (short) 1).configs(Map.of("retention.ms", "3600000"))))
          .all()
          .get();

      await().until(() -> admin.listTopics().names().get().contains(topic));

      // when
      TopicProvisioner provisioner = new TopicProvisioner(settings);
      provisioner.provision((short) 1);

      // then
      await()
          .untilAsserted(
              () ->
                  assertThat(value(admin, topic, "message.timestamp.type"))
                      .isEqualTo("LogAppendTime"));
      assertThat(value(admin, topic, "retention.ms")).isEqualTo("3600000");
      await()
          .untilAsserted(
              () ->
                  assertThat(provisioner.differences(TopicOptions.replicated(1)))
                      .containsExactly(
                          new TopicDifference(topic, "retention.ms", "3600000", "604800000")));
    }
  }

  @Test
  void aProducerWhoseClockCountsSecondsIsNotBelieved() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("seconds-");
    String topic = settings.topic(Topic.IMAGE_TEXT_PAIRS);
    long now = System.currentTimeMillis();

    // when
    try (Producer<String, byte[]> producer = KafkaClients.producer(settings.producer("test"));
        Consumer<String, byte[]> consumer = KafkaClients.consumer(settings.reader("test"))) {
      producer.send(new ProducerRecord<>(topic, 0, now / 1000, "id", new byte[1])).get();
      consumer.assign(List.of(new TopicPartition(topic, 0)));

      // then it is not taken for a record of 1970, which retention would delete
      await()
          .untilAsserted(
              () ->
                  assertThat(consumer.poll(Duration.ofMillis(100)))
                      .singleElement()
                      .satisfies(
                          record ->
                              assertThat(record.timestamp())
                                  .isBetween(now - 60_000, now + 60_000)));
    }
  }

  @Test
  void differencesNameWhatWouldLoseRecords() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("differs-");
    TopicProvisioner provisioner = new TopicProvisioner(settings);
    await()
        .untilAsserted(
            () -> assertThat(provisioner.differences(TopicOptions.replicated(1))).isEmpty());
    assertThat(provisioner.plan(TopicOptions.replicated(1))).isEmpty();
    String pairs = settings.topic(Topic.TRAINING_PAIRS);
    String status = settings.topic(Topic.WORKER_STATUS);

    // when
    try (Admin admin = Admin.create(settings.admin())) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, pairs);
      List<AlterConfigOp> changes =
          List.of(
              new AlterConfigOp(
                  new ConfigEntry("retention.ms", "60000"), AlterConfigOp.OpType.SET));
      admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
      admin.deleteTopics(List.of(status)).all().get();

      // then
      await()
          .untilAsserted(
              () ->
                  assertThat(provisioner.differences(TopicOptions.replicated(1)))
                      .containsExactlyInAnyOrder(
                          new TopicDifference(pairs, "retention.ms", "60000", "-1"),
                          new TopicDifference(status, "the topic", "missing", "there")));
      assertThat(provisioner.plan(TopicOptions.replicated(1)))
          .singleElement()
          .asString()
          .startsWith("make " + status + ": 1 partitions, replication 1, {");
    }
  }

  @Test
  void twoProvisionersAtOnceDoNotDisturbEachOther() throws Exception {
    // given
    KafkaSettings settings = KAFKA.settings("twice-");
    Runnable provision = () -> new TopicProvisioner(settings).provision((short) 1);

    // when
    CompletableFuture.allOf(
            CompletableFuture.runAsync(provision), CompletableFuture.runAsync(provision))
        .join();

    // then
    try (Admin admin = Admin.create(settings.admin())) {
      assertThat(admin.listTopics().names().get())
          .containsAll(Arrays.stream(Topic.values()).map(settings::topic).toList());
    }
  }

  private static String value(Admin admin, String topic, String key) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
  }

  private static TopicDescription describe(Admin admin, String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }
}
