package dev.xmcgan.gateway.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordValuesTest {
  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordValues values =
      new RecordValues(new AvroSerdes(NOWHERE), new GatewayMetrics(meters));

  @Test
  void whatCannotBeDecodedIsCountedOnceHoweverOftenItIsRead() {
    // when: there is no framing in a single byte
    for (int times = 0; times < 3; times++) {
      assertThat(values.of(Topic.IMAGE_RESULTS, ImageResult.class, record(7, new byte[1])))
          .isEmpty();
    }
    assertThat(values.of(Topic.IMAGE_RESULTS, ImageResult.class, record(8, new byte[1]))).isEmpty();

    // then
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void aTombstoneSaysNothingAndIsNotBroken() {
    assertThat(values.of(Topic.IMAGE_RESULTS, ImageResult.class, record(1, null))).isEmpty();
    assertThat(counted()).isZero();
  }

  private double counted() {
    return meters.get(GatewayMetrics.RECORDS_UNDECODABLE).counter().count();
  }

  private static ConsumerRecord<String, byte[]> record(long offset, byte[] value) {
    return new ConsumerRecord<>("image-results", 3, offset, "id", value);
  }
}
