package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.trainer.curation.TestImages;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The same pairs at the same places and times on every topic they are sent to. */
final class FixedPairs {
  private static final int HELD_OUT_EACH = 9;
  private static final int CORRECTED_EACH = 13;
  private static final long FIRST_MILLIS = 1_772_000_000_000L;

  private FixedPairs() {}

  /** Sends that many records, some held out, some corrections of earlier pairs. */
  static void send(KafkaSettings kafka, Records records, int from, int count) {
    AvroSerdes serdes = new AvroSerdes(kafka);
    for (int i = from; i < from + count; i++) {
      int id = i % CORRECTED_EACH == CORRECTED_EACH - 1 ? i / 2 : i;
      byte[] value = serdes.encode(Topic.TRAINING_PAIRS, pair(id, i));
      // times neither rise nor are unique, as those of several sources
      long time = FIRST_MILLIS + i * 7 % 40;
      records.send(
          new ProducerRecord<>(kafka.topic(Topic.TRAINING_PAIRS), null, time, "pair-" + id, value));
    }
  }

  /** Sends erasures of every so manieth of the pairs sent before that number. */
  static void erase(KafkaSettings kafka, Records records, int before, int each) {
    byte[] nothing = null;
    for (int id = 0; id < before; id += each) {
      records.send(
          new ProducerRecord<>(
              kafka.topic(Topic.TRAINING_PAIRS), null, FIRST_MILLIS, "pair-" + id, nothing));
    }
  }

  private static TrainingPair pair(int id, int number) {
    return TrainingPair.newBuilder()
        .setPairId("pair-" + id)
        .setCaptions(List.of("a shape number " + number, "number " + number + " on a wall"))
        .setImage(ByteBuffer.wrap(TestImages.noisePng(32, number)))
        .setSize(32)
        .setContentHash("hash-" + number)
        .setSplit(number % HELD_OUT_EACH == HELD_OUT_EACH - 1 ? Split.HELD_OUT : Split.TRAIN)
        .setArrivedAt(Instant.ofEpochSecond(number))
        .build();
  }
}
