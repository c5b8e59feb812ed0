package dev.xmcgan.trainer.curation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationTopologyTest {
  private static final Curator CURATOR = new Curator(Pairs.rules(64, 0));
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final KafkaSettings SETTINGS =
      new KafkaSettings("localhost:1", "http://localhost:2", "test.", Map.of());

  private final UnproducibleRecords unproducible = new UnproducibleRecords();
  private final List<String> heard = new ArrayList<>();
  @TempDir private Path stateDirectory;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> pairs;
  private TestOutputTopic<String, TrainingPair> trainingPairs;
  private TestOutputTopic<String, RejectedPair> rejectedPairs;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start() {
    start(
        new CurationListener() {
          @Override
          public void accepted(Split split) {
            heard.add(split.name());
          }

          @Override
          public void captionsDropped(RejectionReason reason, int count) {
            heard.add(reason.name() + " " + count);
          }

          @Override
          public void rejected(RejectionReason reason) {
            heard.add(reason.name());
          }
        });
  }

  private void start(CurationListener listener) {
    var config = new Properties();
    config.putAll(CurationStream.configuration(SETTINGS, unproducible, stateDirectory));
    driver =
        new TopologyTestDriver(
            CurationTopology.build(
                SETTINGS, () -> CURATOR, PlainAvro.serdes(), unproducible, listener),
            config,
            NOW);
    pairs =
        driver.createInputTopic(
            "test.image-text-pairs", new StringSerializer(), new ByteArraySerializer());
    trainingPairs =
        driver.createOutputTopic(
            "test.training-pairs",
            new StringDeserializer(),
            PlainAvro.serde(TrainingPair.class).deserializer());
    rejectedPairs =
        driver.createOutputTopic(
            "test.rejected-pairs",
            new StringDeserializer(),
            PlainAvro.serde(RejectedPair.class).deserializer());
    deadLetters =
        driver.createOutputTopic(
            "test.dead-letters", new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void aGoodPairIsPassedOnWithTheTimeItArrived() {
    // given
    Instant arrived = NOW.minusSeconds(90);

    // when
    pairs.pipeInput("p-1", PlainAvro.encode(Pairs.pair("p-1", 1, "a tree")), arrived);

    // then
    TestRecord<String, TrainingPair> record = trainingPairs.readRecord();
    assertThat(record.key()).isEqualTo("p-1");
    assertThat(record.value().getPairId()).isEqualTo("p-1");
    assertThat(record.value().getArrivedAt()).isEqualTo(arrived);
    assertThat(record.getRecordTime()).isEqualTo(arrived);
    assertThat(rejectedPairs.isEmpty()).isTrue();
    assertThat(heard).containsExactly("TRAIN");
  }

  @Test
  void aBadPairIsRejectedUnderItsIdWithTheReason() {
    // given
    ImageTextPair bomb = Pairs.withImage("p-2", TestImages.bombPng(30_000, 30_000));

    // when
    send("p-2", bomb);

    // then
    TestRecord<String, RejectedPair> record = rejectedPairs.readRecord();
    assertThat(record.key()).isEqualTo("p-2");
    assertThat(record.value().getReason()).isEqualTo(RejectionReason.IMAGE_TOO_LARGE);
    assertThat(record.value().getDetail()).contains("30000 x 30000");
    assertThat(record.value().getRejectedAt()).isEqualTo(NOW);
    assertThat(trainingPairs.isEmpty()).isTrue();
    assertThat(heard).containsExactly("IMAGE_TOO_LARGE");
  }

  @Test
  void theSameContentUnderAnotherIdIsADuplicate() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, " a  tree "));
    send("c", Pairs.pair("c", 2, "a tree"));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("a", "c");
    RejectedPair duplicate = rejectedPairs.readValue();
    assertThat(duplicate.getPairId()).isEqualTo("b");
    assertThat(duplicate.getReason()).isEqualTo(RejectionReason.DUPLICATE);
    assertThat(duplicate.getDetail()).contains("pair a");
  }

  @Test
  void aPairImportedAgainMakesNoSecondTrainingPairButACorrectionDoes() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 1, "a birch"));

    // then
    assertThat(trainingPairs.readValuesToList())
        .extracting(pair -> pair.getCaptions().get(0))
        .containsExactly("a tree", "a birch");
    assertThat(rejectedPairs.readValue().getDetail()).contains("taken before");
  }

  @Test
  void aPairThatComesAsItCameIsNotDecodedAgain() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("bomb", Pairs.withImage("bomb", TestImages.bombPng(30_000, 30_000)));

    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("bomb", Pairs.withImage("bomb", TestImages.bombPng(30_000, 30_000)));

    // then: what was accepted is known, what was refused is told its reason again
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getPairId, RejectedPair::getReason)
        .containsExactly(
            tuple("bomb", RejectionReason.IMAGE_TOO_LARGE),
            tuple("a", RejectionReason.DUPLICATE),
            tuple("bomb", RejectionReason.IMAGE_TOO_LARGE));
    assertThat(driver.getKeyValueStore(RawPairs.STORE).get("a")).isNotNull();
    assertThat(driver.getKeyValueStore(RawPairs.STORE).get("bomb")).isNull();
  }

  @Test
  void quickCorrectionsEndWithTheLastAlsoBackToTheFirst() {
    // when: another image, and the first again
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 2, "a tree"));
    send("a", Pairs.pair("a", 1, "a tree"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions).hasSize(3);
    assertThat(versions.get(2).getImageHash()).isEqualTo(versions.get(0).getImageHash());
    assertThat(versions.get(1).getImageHash()).isNotEqualTo(versions.get(0).getImageHash());
    assertThat(rejectedPairs.isEmpty()).isTrue();
  }

  @Test
  void captionsOfOneImageAreUnited() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch", "a tree"));
    send("c", Pairs.pair("c", 1, "a plant"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions).extracting(TrainingPair::getPairId).containsOnly("a");
    assertThat(versions.get(2).getCaptions()).containsExactly("a tree", "a birch", "a plant");
    assertThat(versions.get(2).getImage()).isEqualTo(versions.get(0).getImage());
    assertThat(versions).extracting(TrainingPair::getContentHash).doesNotHaveDuplicates();
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getReason)
        .containsOnly(RejectionReason.DUPLICATE);
  }

  @Test
  void aCaptionThatIsCorrectedGoesFromTheUnitedPair() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a brich"));

    // when
    send("b", Pairs.pair("b", 1, "a birch"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions.get(2).getCaptions()).containsExactly("a tree", "a birch");
  }

  @Test
  void whoGivesUpAnImageLeavesItToTheOthers() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch"));
    TrainingPair first = trainingPairs.readValuesToList().get(0);

    // when: a was another picture
    send("a", Pairs.pair("a", 2, "a house"));

    // then
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest.get("a").getCaptions()).containsExactly("a house");
    assertThat(newest.get("b").getCaptions()).containsExactly("a birch");
    assertThat(newest.get("b").getImage()).isEqualTo(first.getImage());
  }

  @Test
  void aPairThatBecomesAnotherOnesIsWithdrawn() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 2, "a birch"));

    // when
    send("b", Pairs.pair("b", 1, "a birch"));

    // then
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest).containsEntry("b", null);
    assertThat(newest.get("a").getCaptions()).containsExactly("a tree", "a birch");
  }

  @Test
  void theMemoryOfAnImageIsBounded() {
    // when
    for (int i = 0; i < 120; i++) {
      send("p" + i, Pairs.pair("p" + i, 1, "caption " + i));
    }
    send("p119", Pairs.pair("p119", 2, "a house"));

    // then: the last had no place in it, and stands for itself with its own image
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest.get("p0").getCaptions()).hasSize(100);
    assertThat(newest.get("p119").getCaptions()).containsExactly("a house");
    assertThat(rejectedPairs.readValuesToList()).hasSize(119);
  }

  @Test
  void captionsThatAreLeftOutAreToldInTheHeadersAndTheMetric() {
    // when
    send("a", Pairs.pair("a", 1, "a tree", "x".repeat(2_001), "gr\ufffdn", "\ufffd"));

    // then
    TestRecord<String, TrainingPair> record = trainingPairs.readRecord();
    assertThat(record.value().getCaptions()).containsExactly("a tree");
    assertThat(record.headers().headers(CurateProcessor.DROPPED_CAPTIONS))
        .extracting(header -> new String(header.value(), UTF_8))
        .containsExactly("CAPTION_TOO_LONG=1", "CAPTION_NOT_UTF8=2");
    assertThat(heard).contains("CAPTION_NOT_UTF8 2", "CAPTION_TOO_LONG 1", "TRAIN");
  }

  @Test
  void whatTheBrokerDoesNotTakeIsRejectedTheSecondTime() {
    // given: refused on the way to the internal topic, and to the public one
    unproducible.add("test.curation-in-order-repartition", "a");
    unproducible.add("test.training-pairs", "b");

    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 2, "a house"));
    send("a", Pairs.pair("a", 1, "a tree"));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("a");
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getPairId, RejectedPair::getReason)
        .containsExactly(
            tuple("a", RejectionReason.RECORD_TOO_LARGE),
            tuple("b", RejectionReason.RECORD_TOO_LARGE));
  }

  @Test
  void aRecordFromTheFarFutureDoesNotMakeTheStreamForget() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));

    // when
    pairs.pipeInput(
        "x",
        PlainAvro.encode(Pairs.pair("x", 9, "a wrong clock")),
        NOW.plus(Duration.ofDays(30_000)));
    send("b", Pairs.pair("b", 1, "a tree"));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("a", "x");
  }

  @Test
  void bytesThatAreNoPairAreRejectedAndKeptAsADeadLetter() {
    // when
    pairs.pipeInput("p-3", "garbage".getBytes(UTF_8));
    send("p-4", Pairs.pair("p-4", 1, "a tree"));

    // then
    RejectedPair rejected = rejectedPairs.readValue();
    assertThat(rejected.getPairId()).isEqualTo("p-3");
    assertThat(rejected.getReason()).isEqualTo(RejectionReason.UNDECODABLE_RECORD);
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo("test.image-text-pairs-0@0");
    assertThat(letter.value()).isEqualTo("garbage".getBytes(UTF_8));
    assertThat(new String(letter.headers().lastHeader(DeadLetters.SOURCE_KEY).value(), UTF_8))
        .isEqualTo("p-3");
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("p-4");
  }

  @Test
  void recordsWithoutKeyAreAnsweredUnderTheirCoordinates() {
    // when
    pairs.pipeInput(null, "garbage".getBytes(UTF_8), NOW);
    pairs.pipeInput(null, null, NOW);

    // then
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getPairId)
        .containsExactly("test.image-text-pairs-0@0", "test.image-text-pairs-0@1");
    assertThat(deadLetters.readValuesToList()).hasSize(2);
    assertThat(trainingPairs.isEmpty()).isTrue();
  }

  @Test
  void aRegistryOutageSkipsNothing() {
    assertThatThrownBy(() -> pairs.pipeInput("p", "outage".getBytes(UTF_8)))
        .hasStackTraceContaining("the registry is away");
    assertThat(rejectedPairs.isEmpty()).isTrue();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void whatAProcessorChokesOnGoesToDeadLettersAndTheStreamGoesOn() {
    // given: a listener that fails on the first pair it hears of
    driver.close();
    start(failingOnce());

    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 2, "a house"));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("b");
    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(new String(letter.headers().lastHeader(DeadLetters.REASON).value(), UTF_8))
        .contains("listener failed");
  }

  private static CurationListener failingOnce() {
    return new CurationListener() {
      private boolean failed;

      @Override
      public void accepted(Split split) {
        if (!failed) {
          failed = true;
          throw new IllegalStateException("the listener failed");
        }
      }

      @Override
      public void captionsDropped(RejectionReason reason, int count) {}

      @Override
      public void rejected(RejectionReason reason) {}
    };
  }

  private void send(String key, ImageTextPair pair) {
    pairs.pipeInput(key, PlainAvro.encode(pair));
  }
}
