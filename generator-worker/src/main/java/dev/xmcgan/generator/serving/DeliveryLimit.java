package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.drawing.AttemptLog.Deaths;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often Kafka gives a record of a share group to a worker, before it gives it to nobody.
 *
 * @param deliveries at least three: one to draw it among others, one to draw it alone, and one to
 *     fail it
 */
record DeliveryLimit(int deliveries) {
  static final String KEY = "group.share.delivery.count.limit";

  /** Kafka's own. */
  static final DeliveryLimit DEFAULT = new DeliveryLimit(5);

  private static final int LEAST = 3;
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLimit.class);

  /**
   * @throws InvalidConfigurationException when it is too low to fail who is guilty
   */
  DeliveryLimit {
    if (deliveries < LEAST) {
      throw new InvalidConfigurationException(
          "a share group needs brokers with %s of at least %d, not %d"
              .formatted(KEY, LEAST, deliveries));
    }
  }

  /** That of the brokers; the default where they do not tell this worker. */
  static DeliveryLimit of(Admin admin) throws ExecutionException, InterruptedException {
    try {
      String broker = admin.describeCluster().nodes().get().iterator().next().idString();
      ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
      ConfigEntry limit =
          admin.describeConfigs(Set.of(resource)).all().get().get(resource).get(KEY);
      return limit == null ? DEFAULT : new DeliveryLimit(Integer.parseInt(limit.value()));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
      LOG.atInfo()
          .addKeyValue("key", KEY)
          .addKeyValue("assumed", DEFAULT.deliveries)
          .log("Kafka does not tell this worker how often it gives a record");
      return DEFAULT;
    }
  }

  /** What is known of a record by how often it was given: the last but one time it is guilty. */
  Deaths deaths(ConsumerRecord<?, ?> record) {
    int given = record.deliveryCount().map(Short::intValue).orElse(1);
    int last = Math.max(LEAST, Math.min(deliveries, DEFAULT.deliveries) - 1);
    return new Deaths(given >= last - 1 ? given - 1 : 0, given >= last);
  }
}
