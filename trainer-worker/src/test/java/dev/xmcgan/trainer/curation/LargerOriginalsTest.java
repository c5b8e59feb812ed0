package dev.xmcgan.trainer.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that were kept for a small model, and come again for a larger one. */
class LargerOriginalsTest {
  private static final Curator CURATOR = new Curator(Pairs.rules(64, 0));
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path stateDirectory;

  @Test
  void anImageIsTheSameAndOnItsSideOfTheSplitAtAnySize() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      // when
      TrainingPair small = curated("p", seed, 64, "a tree");
      TrainingPair large = curated("p", seed, 128, "a tree");

      // then
      assertThat(large.getImageHash()).isEqualTo(small.getImageHash());
      assertThat(large.getSplit()).isEqualTo(small.getSplit());
      assertThat(large.getSize()).isEqualTo(128);
      assertThat(PngFile.decode(Pairs.bytes(large.getImage())).width()).isEqualTo(128);
    }
    assertThat(curated("p", 1, 64, "a tree").getImageHash())
        .isNotEqualTo(curated("p", 2, 64, "a tree").getImageHash());
  }

  @Test
  void aPairThatComesAgainWithALargerImageTakesItsPlaceAndASmallerOneDoesNot() throws Exception {
    try (TopologyTestDriver driver = driver(() -> CURATOR)) {
      // given: what trainers of either size make of the pairs, on the way to the one task
      TestInputTopic<String, TrainingPair> inOrder =
          driver.createInputTopic(
              "test.curation-in-order-repartition",
              new StringSerializer(),
              PlainAvro.serde(TrainingPair.class).serializer());
      TestOutputTopic<String, TrainingPair> trainingPairs = trainingPairs(driver);

      // when
      inOrder.pipeInput("a", curated("a", 1, 64, "a tree"));
      inOrder.pipeInput("a", curated("a", 1, 128, "a tree"));
      inOrder.pipeInput("a", curated("a", 1, 64, "a tree"));
      inOrder.pipeInput("b", curated("b", 1, 64, "a birch"));

      // then: the record says what size its image has, whoever's it is
      List<TrainingPair> all = trainingPairs.readValuesToList();
      assertThat(all).extracting(TrainingPair::getPairId).containsOnly("a");
      assertThat(all).extracting(TrainingPair::getSize).containsExactly(64, 128, 64);
      for (TrainingPair pair : all) {
        assertThat(PngFile.decode(Pairs.bytes(pair.getImage())).width()).isEqualTo(pair.getSize());
      }
      assertThat(rejectedPairs(driver).readValue().getDetail()).contains("taken before");
    }
  }

  @Test
  void whenTheSizeGrowsLaterPairsAreKeptLargerAndOlderOnesWhenTheyComeAgain() throws Exception {
    // given
    AtomicReference<Curator> curator = new AtomicReference<>(CURATOR);
    try (TopologyTestDriver driver = driver(curator::get)) {
      TestInputTopic<String, byte[]> pairs =
          driver.createInputTopic(
              "test.image-text-pairs", new StringSerializer(), new ByteArraySerializer());
      TestOutputTopic<String, TrainingPair> trainingPairs = trainingPairs(driver);
      pairs.pipeInput("before", PlainAvro.encode(pair("before", 1, "a tree")));

      // when
      curator.set(new Curator(Pairs.rules(128, 0)));
      pairs.pipeInput("after", PlainAvro.encode(pair("after", 2, "a tree")));
      pairs.pipeInput("before", PlainAvro.encode(pair("before", 1, "a tree")));
      pairs.pipeInput("before", PlainAvro.encode(pair("before", 1, "a tree")));

      // then
      assertThat(trainingPairs.readValuesToList())
          .extracting(TrainingPair::getPairId, TrainingPair::getSize)
          .containsExactly(tuple("before", 64), tuple("after", 128), tuple("before", 128));
      assertThat(rejectedPairs(driver).readValuesToList())
          .extracting(RejectedPair::getReason)
          .containsExactly(RejectionReason.DUPLICATE);
    }
  }

  @Test
  void whatIsKeptIsLargeEnoughForEveryChannelThatIsKnown() {
    assertThat(CurationRules.imageSize(OptionalInt.empty(), 64, List.of())).isEqualTo(64);
    assertThat(CurationRules.imageSize(OptionalInt.empty(), 64, List.of(32, 128))).isEqualTo(128);
    assertThat(CurationRules.imageSize(OptionalInt.of(256), 64, List.of(128))).isEqualTo(256);
    assertThatThrownBy(() -> CurationRules.imageSize(OptionalInt.of(64), 128, List.of()))
        .hasMessage(
            "xmcgan.trainer.image-size must be at least 128, the edge of this channel's model,"
                + " but is 64");
  }

  private TopologyTestDriver driver(Supplier<Curator> curators) {
    var config = new Properties();
    var unproducible = new UnproducibleRecords();
    KafkaSettings settings =
        new KafkaSettings("localhost:1", "http://localhost:2", "test.", Map.of());
    config.putAll(CurationStream.configuration(settings, unproducible, stateDirectory));
    return new TopologyTestDriver(
        CurationTopology.build(settings, curators, PlainAvro.serdes(), unproducible, quiet()),
        config,
        NOW);
  }

  private static TestOutputTopic<String, TrainingPair> trainingPairs(TopologyTestDriver driver) {
    return driver.createOutputTopic(
        "test.training-pairs",
        new StringDeserializer(),
        PlainAvro.serde(TrainingPair.class).deserializer());
  }

  private static TestOutputTopic<String, RejectedPair> rejectedPairs(TopologyTestDriver driver) {
    return driver.createOutputTopic(
        "test.rejected-pairs",
        new StringDeserializer(),
        PlainAvro.serde(RejectedPair.class).deserializer());
  }

  private static TrainingPair curated(String id, int seed, int size, String caption) {
    Curator curator = new Curator(Pairs.rules(size, 0.5));
    return ((Curated.Accepted) curator.curate(pair(id, seed, caption), NOW)).pair();
  }

  private static ImageTextPair pair(String id, int seed, String caption) {
    return ImageTextPair.newBuilder()
        .setPairId(id)
        .setCaptions(List.of(caption))
        .setImage(ByteBuffer.wrap(TestImages.noisePng(200, seed)))
        .build();
  }

  private static CurationListener quiet() {
    return new CurationListener() {
      @Override
      public void accepted(Split split) {}

      @Override
      public void captionsDropped(RejectionReason reason, int count) {}

      @Override
      public void rejected(RejectionReason reason) {}
    };
  }
}
