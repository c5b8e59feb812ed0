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
import dev.xmcgan.transport.serde.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What goes which way, and what cannot be read, sent or understood. */
class CurationTopologyTest extends CurationDriver {
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
}
