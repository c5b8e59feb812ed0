package dev.xmcgan.transport.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
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

  private static TopicDescription describe(Admin admin, String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
  }
}
