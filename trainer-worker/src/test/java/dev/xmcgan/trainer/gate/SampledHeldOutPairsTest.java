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

class SampledHeldOutPairsTest {
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
  void pairsOfSourcesThatAreNotLearnedDoNotJudge() throws Exception {
    // given
    send(Split.HELD_OUT, "p0", "a tree", "trees");
    send(Split.HELD_OUT, "p1", "a lake", "another-channels");
    send(Split.HELD_OUT, "p2", "a hill", "trees");
    try (SampledHeldOutPairs pairs = reader(1000)) {
      // when
      assertThat(ids(pairs.sample())).containsExactlyInAnyOrder("p0", "p2");

      // then: one that comes to be another source's leaves
      send(Split.HELD_OUT, "p2", "a hill", "another-channels");
      assertThat(ids(pairs.sample())).containsExactly("p0");
    }
  }

  @Test
  void aSampleOverAgeAndSourcesChangesLittle() throws Exception {
    // given: much of one source, little of another
    for (int i = 0; i < 30; i++) {
      send(Split.HELD_OUT, "p" + i, "a tree " + i, "trees");
      send(Split.TRAIN, "t" + i, "for training", "trees");
    }
    send(Split.HELD_OUT, "q0", "a lake", "lakes");
    try (SampledHeldOutPairs pairs = reader(1000)) {
      // when
      HeldOutSet set = pairs.sample();

      // then
      assertThat(ids(set)).hasSize(MOST).contains("q0");
      assertThat(set.pairs().get(0).image().width()).isEqualTo(2);
      assertThat(pairs.sample().hash()).isEqualTo(set.hash());

      // when: another comes, a correction, and one that is no pair
      String first = ids(set).get(1);
      send(Split.HELD_OUT, "p30", "a tree 30", "trees");
      records.sendRaw(Topic.TRAINING_PAIRS, "p31", new byte[] {1, 2, 3});
      send(Split.HELD_OUT, first, "a corrected tree", "trees");

      // then
      HeldOutSet later = pairs.sample();
      assertThat(ids(later).stream().filter(ids(set)::contains)).hasSizeGreaterThan(MOST - 2);
      assertThat(later.pairs())
          .filteredOn(pair -> pair.pairId().equals(first))
          .extracting(HeldOutPair::caption)
          .containsExactly("a corrected tree");
    }
  }

  @Test
  void whatTheWindowHasForgottenIsNotJudgedBy() throws Exception {
    // given: a held-out one, then more of the others than the window holds
    send(Split.HELD_OUT, "old", "an old tree", "trees");
    try (SampledHeldOutPairs pairs = reader(20)) {
      assertThat(ids(pairs.sample())).containsExactly("old");

      // when
      for (int i = 0; i < 200; i++) {
        send(Split.TRAIN, "t" + i, "for training", "trees");
      }

      // then
      assertThat(pairs.sample().pairs()).isEmpty();
    }
  }

  @Test
  void anEmptyTopicHasNone() throws Exception {
    try (SampledHeldOutPairs pairs = reader(1000)) {
      assertThat(pairs.sample().pairs()).isEmpty();
    }
  }

  private SampledHeldOutPairs reader(int window) {
    return new SampledHeldOutPairs(
        kafka,
        new AvroSerdes(kafka),
        "test-held-out",
        MOST,
        window,
        source -> !source.equals("another-channels"));
  }

  private static List<String> ids(HeldOutSet set) {
    return set.pairs().stream().map(HeldOutPair::pairId).toList();
  }

  private void send(Split split, String id, String caption, String source) {
    byte[] png = PngFile.encode(new RgbImage(2, 2, new byte[12]));
    TrainingPair pair =
        TrainingPair.newBuilder()
            .setPairId(id)
            .setCaptions(List.of(caption))
            .setImage(ByteBuffer.wrap(png))
            .setSize(2)
            .setContentHash(caption)
            .setSplit(split)
            .setSource(source)
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
