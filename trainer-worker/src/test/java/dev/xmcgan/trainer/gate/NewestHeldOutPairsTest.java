package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class NewestHeldOutPairsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final int MOST = 4;

  private KafkaSettings kafka;
  private Records records;
  private long timestamp = System.currentTimeMillis();

  @BeforeEach
  void provision(TestInfo test) {
    kafka = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void theNewestAreThereInTheirOrder() throws Exception {
    // given
    for (int i = 0; i < 10; i++) {
      send(Split.HELD_OUT, "p" + i, "a tree " + i);
      send(Split.TRAIN, "t" + i, "for training");
    }
    try (NewestHeldOutPairs pairs = reader(0.5)) {
      // when
      HeldOutSet set = pairs.newest();

      // then
      assertThat(ids(set)).containsExactly("p6", "p7", "p8", "p9");
      assertThat(set.pairs().get(0).caption()).isEqualTo("a tree 6");
      assertThat(set.pairs().get(0).image().width()).isEqualTo(2);
      assertThat(pairs.newest().hash()).isEqualTo(set.hash());

      // when: new ones come, among them a correction and one that is no pair
      send(Split.HELD_OUT, "p10", "a tree 10");
      records.sendRaw(Topic.TRAINING_PAIRS, "p11", new byte[] {1, 2, 3});
      send(Split.HELD_OUT, "p8", "a corrected tree");

      // then
      HeldOutSet later = pairs.newest();
      assertThat(ids(later)).containsExactly("p7", "p9", "p10", "p8");
      assertThat(later.pairs().get(3).caption()).isEqualTo("a corrected tree");
      assertThat(later.hash()).isNotEqualTo(set.hash());
    }
  }

  @Test
  void whatIsFarBackIsNotRead() throws Exception {
    // given: a held-out one, then more of the others than it takes to find enough
    send(Split.HELD_OUT, "old", "an old tree");
    for (int i = 0; i < 80; i++) {
      send(Split.TRAIN, "t" + i, "for training");
    }

    // then: 4 offsets of each partition
    try (NewestHeldOutPairs pairs = reader(1)) {
      assertThat(pairs.newest().pairs()).isEmpty();
    }
  }

  @Test
  void anEmptyTopicHasNone() throws Exception {
    try (NewestHeldOutPairs pairs = reader(0.05)) {
      assertThat(pairs.newest().pairs()).isEmpty();
    }
  }

  private NewestHeldOutPairs reader(double share) {
    return new NewestHeldOutPairs(kafka, new AvroSerdes(kafka), "test-held-out", MOST, share);
  }

  private static List<String> ids(HeldOutSet set) {
    return set.pairs().stream().map(HeldOutPair::pairId).toList();
  }

  private void send(Split split, String id, String caption) {
    byte[] png = PngFile.encode(new RgbImage(2, 2, new byte[12]));
    TrainingPair pair =
        TrainingPair.newBuilder()
            .setPairId(id)
            .setCaptions(List.of(caption))
            .setImage(ByteBuffer.wrap(png))
            .setSize(2)
            .setContentHash(caption)
            .setSplit(split)
            .setArrivedAt(Instant.EPOCH)
            .build();
    records.send(
        new ProducerRecord<>(
            kafka.topic(Topic.TRAINING_PAIRS),
            null,
            timestamp++, // their order does not hang on how quick the broker is
            id,
            new AvroSerdes(kafka).encode(Topic.TRAINING_PAIRS, pair)));
  }
}
