package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks Kafka for the id of a topic, which tells it from another of the same name in another cluster
 * or made anew.
 */
final class TopicIds {
  private TopicIds() {}

  /**
   * Kafka's id of the topic.
   *
   * @throws KafkaException when Kafka does not say
   */
  static String of(KafkaSettings kafka, Topic topic) {
    String name = kafka.topic(topic);
    try (Admin admin = Admin.create(kafka.admin())) {
      return admin
          .describeTopics(List.of(name))
          .allTopicNames()
          .get()
          .get(name)
          .topicId()
          .toString();
    } catch (ExecutionException e) {
      throw new KafkaException("topic %s has no id: %s".formatted(name, e.getMessage()), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
