package dev.xmcgan.trainer.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("promise-4")
class CurationErasureTest {
  private static final Curator CURATOR = new Curator(Pairs.rules(64, 0));
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final KafkaSettings SETTINGS =
      new KafkaSettings("localhost:1", "http://localhost:2", "test.", Map.of());

  @TempDir private Path stateDirectory;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> pairs;
  private TestOutputTopic<String, TrainingPair> trainingPairs;
  private TestOutputTopic<String, RejectedPair> rejectedPairs;
  private TestOutputTopic<String, PairErasure> receipts;
  private TestOutputTopic<String, AuditEntry> audit;

  @BeforeEach
  void start() {
    var config = new Properties();
    var unproducible = new UnproducibleRecords();
    config.putAll(CurationStream.configuration(SETTINGS, unproducible, stateDirectory));
    driver =
        new TopologyTestDriver(
            CurationTopology.build(
                SETTINGS, () -> CURATOR, PlainAvro.serdes(), unproducible, new Silent(), 7),
            config,
            NOW);
    pairs =
        driver.createInputTopic(
            "test.image-text-pairs", new StringSerializer(), new ByteArraySerializer());
    trainingPairs = output("test.training-pairs", TrainingPair.class);
    rejectedPairs = output("test.rejected-pairs", RejectedPair.class);
    receipts = output("test.pair-erasures", PairErasure.class);
    audit = output("test.audit", AuditEntry.class);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void anErasedPairIsWithdrawnForgottenAndReceipted() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 2, "a house"));

    // when
    erase("a", ErasureRequest.ofPair("r-1").by("ann"), NOW.plusSeconds(9));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsEntry("a", null).hasSize(2);
    PairErasure receipt = receipts.readValue();
    assertThat(receipt.getRequestId()).isEqualTo("r-1");
    assertThat(receipt.getRequestedBy()).isEqualTo("ann");
    assertThat(receipt.getPairId()).isEqualTo("a");
    assertThat(receipt.getOutcome()).isEqualTo(ErasureOutcome.ERASED);
    assertThat(receipt.getArrivedAt()).isEqualTo(NOW);
    assertThat(receipt.getBytesGoneAt()).isEqualTo(NOW.plusSeconds(9).plus(Duration.ofDays(8)));
    assertThat(receipts.isEmpty()).isTrue();
    assertThat(held(RawPairs.STORE)).isEqualTo(1);
    assertThat(held(ImageGroups.IMAGE_OF_PAIR)).isEqualTo(1);
    assertThat(held(ImageGroups.PAIRS_OF_IMAGE)).isEqualTo(1);
    assertThat(rejectedPairs.isEmpty()).isTrue();
  }

  @Test
  void whoErasedAPairIsOnTheAuditWithoutAWordOfIt() {
    // given
    send("a", fromSource(Pairs.pair("a", 1, "a tree"), "my photos"));

    // when
    erase("a", ErasureRequest.ofPair("r-1").by("ann"), NOW.plusSeconds(9));

    // then
    TestRecord<String, AuditEntry> entry = audit.readRecord();
    assertThat(entry.key()).isEqualTo("a");
    assertThat(entry.value())
        .isEqualTo(
            AuditEntry.newBuilder()
                .setWho("ann")
                .setAction(AuditAction.PAIR_ERASED)
                .setSubject("a")
                .setReason("asked for; of source my photos")
                .setAt(receipts.readValue().getErasedAt())
                .build());
    assertThat(audit.isEmpty()).isTrue();
  }

  @Test
  void whatComesAfterItsErasureIsANewPair() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    erase("a", ErasureRequest.ofPair("r-1"), NOW);

    // when
    send("a", Pairs.pair("a", 1, "a tree"));

    // then
    assertThat(trainingPairs.readKeyValuesToList())
        .extracting(pair -> pair.value == null ? "-" : pair.value.getCaptions().get(0))
        .containsExactly("a tree", "-", "a tree");
    assertThat(rejectedPairs.isEmpty()).isTrue();
  }

  @Test
  void captionsThatAnErasedPairGaveToAnotherGoToo() {
    // given: b is learned as captions of a
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch"));
    trainingPairs.readValuesToList();

    // when
    erase("b", ErasureRequest.ofPair("r-1"), NOW);

    // then: what was learned as a is taken back before a comes without them
    List<KeyValue<String, TrainingPair>> written = trainingPairs.readKeyValuesToList();
    assertThat(written).extracting(pair -> pair.key).containsExactly("a", "a");
    assertThat(written.get(0).value).isNull();
    assertThat(written.get(1).value.getCaptions()).containsExactly("a tree");
    assertThat(receipts.readValue().getImageStaysWith()).isEqualTo("a");
  }

  @Test
  void anImageStaysWithThoseWhoHaveItToo() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch"));
    TrainingPair first = trainingPairs.readValuesToList().get(0);

    // when
    erase("a", ErasureRequest.ofPair("r-1"), NOW);

    // then
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest).containsEntry("a", null);
    assertThat(newest.get("b").getCaptions()).containsExactly("a birch");
    assertThat(newest.get("b").getImage()).isEqualTo(first.getImage());
  }

  @Test
  void anUnknownPairIsReceiptedAsSuch() {
    // when
    erase("x", ErasureRequest.ofPair("r-1"), NOW);

    // then
    assertThat(receipts.readValue().getOutcome()).isEqualTo(ErasureOutcome.NOT_FOUND);
    assertThat(audit.isEmpty()).isTrue();
    assertThat(trainingPairs.readKeyValuesToMap()).containsEntry("x", null);
    assertThat(rejectedPairs.isEmpty()).isTrue();
  }

  @Test
  void aTombstoneOfAnyProducerErasesUnderItsCoordinates() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));

    // when
    pairs.pipeInput("a", null, NOW);

    // then
    PairErasure receipt = receipts.readValue();
    assertThat(receipt.getRequestId()).isEqualTo("test.image-text-pairs-0@1");
    assertThat(receipt.getOutcome()).isEqualTo(ErasureOutcome.ERASED);
    assertThat(audit.readValue().getWho()).isEqualTo("unknown");
  }

  @Test
  void aSourceIsErasedInPartsAndWhatCameLaterStays() {
    // given: more than are looked at in one transaction
    int count = 41;
    for (int i = 0; i < count; i++) {
      send("p" + i, fromSource(Pairs.pair("p" + i, i, "a tree"), i % 5 == 0 ? "gone" : "kept"));
    }
    send("later", NOW.plusSeconds(60), fromSource(Pairs.pair("later", count, "a tree"), "gone"));
    trainingPairs.readValuesToList();

    // when
    erase("r-1", ErasureRequest.ofSource("r-1", "gone").by("ann"), NOW.plusSeconds(30));
    erase("r-2", ErasureRequest.ofSource("r-2", "gone").by("ben"), NOW.plusSeconds(31));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).hasSize(9).containsEntry("p40", null);
    List<PairErasure> all = receipts.readValuesToList();
    assertThat(all).hasSize(11);
    assertThat(all.get(9))
        .extracting(
            PairErasure::getPairId,
            PairErasure::getOutcome,
            PairErasure::getSource,
            PairErasure::getPartition,
            PairErasure::getPairs)
        .containsExactly(null, ErasureOutcome.SOURCE_DONE, "gone", 0, 9L);
    assertThat(held(ImageGroups.IMAGE_OF_PAIR)).isEqualTo(33);

    // and: told of once, by whom something was erased
    assertThat(audit.readValuesToList())
        .extracting(
            AuditEntry::getWho,
            AuditEntry::getAction,
            AuditEntry::getSubject,
            AuditEntry::getReason)
        .containsExactly(tuple("ann", AuditAction.SOURCE_ERASED, "gone", "asked for; pairs: 9"));

    // and: what is sent again is no duplicate of what was erased
    send("p40", fromSource(Pairs.pair("p40", 40, "a tree"), "gone"));
    send("p39", fromSource(Pairs.pair("p39", 39, "a tree"), "kept"));
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getPairId, RejectedPair::getReason)
        .containsExactly(tuple("p39", RejectionReason.DUPLICATE));
  }

  private void send(String key, ImageTextPair pair) {
    send(key, NOW, pair);
  }

  private void send(String key, Instant at, ImageTextPair pair) {
    pairs.pipeInput(key, PlainAvro.encode(pair), at);
  }

  private void erase(String key, ErasureRequest request, Instant at) {
    var headers = new RecordHeaders();
    request.headers().forEach(headers::add);
    pairs.pipeInput(new TestRecord<>(key, null, headers, at));
  }

  private long held(String store) {
    long held = 0;
    try (var all = driver.getKeyValueStore(store).all()) {
      while (all.hasNext()) {
        all.next();
        held++;
      }
    }
    return held;
  }

  private static ImageTextPair fromSource(ImageTextPair pair, String source) {
    return ImageTextPair.newBuilder(pair).setSource(source).build();
  }

  private <T extends org.apache.avro.specific.SpecificRecord> TestOutputTopic<String, T> output(
      String topic, Class<T> type) {
    return driver.createOutputTopic(
        topic, new StringDeserializer(), PlainAvro.serde(type).deserializer());
  }

  private static final class Silent implements CurationListener {
    @Override
    public void accepted(Split split) {}

    @Override
    public void captionsDropped(RejectionReason reason, int count) {}

    @Override
    public void rejected(RejectionReason reason) {}
  }
}
