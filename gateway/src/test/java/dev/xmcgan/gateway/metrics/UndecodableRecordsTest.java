package dev.xmcgan.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.transport.serde.Decoded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UndecodableRecordsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final UndecodableRecords records = new UndecodableRecords(new GatewayMetrics(meters));

  @Test
  void eachIsCountedOnceHoweverOftenItIsRead() {
    // when
    for (int times = 0; times < 3; times++) {
      assertThat(records.value(broken(), record(7))).isEmpty();
    }
    assertThat(records.value(broken(), record(8))).isEmpty();

    // then
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void whatIsAValueIsHandedOn() {
    assertThat(records.value(new Decoded.Value<>("value"), record(1))).contains("value");
    assertThat(counted()).isZero();
  }

  private double counted() {
    return meters.get(GatewayMetrics.RECORDS_UNDECODABLE).counter().count();
  }

  private static Decoded<String> broken() {
    return new Decoded.Undecodable<>(new byte[1], "no framing");
  }

  private static ConsumerRecord<String, byte[]> record(long offset) {
    return new ConsumerRecord<>("image-results", 3, offset, "id", new byte[1]);
  }
}
