package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
  private static final int MOST = 64;

  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  private final RequestDecoder decoder =
      new RequestDecoder(new AvroSerdes(NOWHERE), MOST, () -> {});

  @AfterEach
  void close() {
    decoder.close();
  }

  @Test
  void moreThanItMayKeepIsNotKept() {
    // when: all of unknown schemas, while the registry is away
    for (int i = 0; i < 2 * MOST; i++) {
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
    assertThat(kept).hasSize(MOST);
    assertThat(decoder.hasRoom()).isTrue();
  }

  @Test
  void whatIsReadAgainTakesTheEarlierReadingsPlace() {
    // given: as after a lock that ran out
    assertThat(decoder.decode(ofSchema(1))).isEmpty();
    ConsumerRecord<String, byte[]> again = ofSchema(1);

    // when
    assertThat(decoder.decode(again)).isEmpty();

    // then
    List<ConsumerRecord<String, byte[]>> kept = new ArrayList<>();
    decoder.forget(kept::add);
    assertThat(kept).isNotEmpty().allMatch(record -> record == again);
  }

  private static ConsumerRecord<String, byte[]> ofSchema(int id) {
    byte[] value = ByteBuffer.allocate(8).put((byte) 0).putInt(id).array();
    return new ConsumerRecord<>("caption-requests", 0, id, "id-" + id, value);
  }
}
