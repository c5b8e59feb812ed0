package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  private final RequestDecoder decoder = new RequestDecoder(new AvroSerdes(NOWHERE), () -> {});

  @AfterEach
  void close() {
    decoder.close();
  }

  @Test
  void moreThanItMayKeepIsNotKept() {
    // when: all of unknown schemas, while the registry is away
    for (int i = 0; i < 2 * RequestDecoder.MOST_ASIDE; i++) {
      assertThat(decoder.decode(ofSchema(i))).isEmpty();
    }

    // then
    assertThat(decoder.isFull()).isTrue();
    assertThat(decoder.hasRoom()).isFalse();
    Set<Long> kept = new HashSet<>();
    decoder.forget(
        record -> {
          kept.add(record.offset());
          return true;
        });
    assertThat(kept).hasSize(RequestDecoder.MOST_ASIDE);
    assertThat(decoder.hasRoom()).isTrue();
  }

  private static ConsumerRecord<String, byte[]> ofSchema(int id) {
    byte[] value = ByteBuffer.allocate(8).put((byte) 0).putInt(id).array();
    return new ConsumerRecord<>("caption-requests", 0, id, "id-" + id, value);
  }
}
