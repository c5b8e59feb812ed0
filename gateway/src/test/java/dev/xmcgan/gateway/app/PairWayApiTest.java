package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.LearnedStep;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.TrainingPlace;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With what curation, trainer and releases would put on the topics. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairWayApiTest {
  @Inject KafkaSettings kafka;

  /** Checkpoints of this test alone. */
  private final String line = UUID.randomUUID().toString().substring(0, 8) + "-";

  private Records records;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
    records = new Records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void anUploadIsAcceptedAtItsPlaceInTheLog() {
    // when
    String id = upload();

    // then
    way(id)
        .body("status", equalTo("accepted"))
        .body("accepted.record", containsString("image-text-pairs-"))
        .body("accepted.at", startsWith("20"))
        .body("curated", nullValue())
        .body("learned", nullValue());
  }

  @Test
  void aRejectedPairHasItsReason() {
    // given
    String id = upload();
    reject(id, RejectionReason.DUPLICATE);

    // then
    way(id)
        .body("status", equalTo("rejected"))
        .body("rejected.reason", equalTo("duplicate"))
        .body("rejected.detail", equalTo("for the test"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsLearnedOnlyOnceTheGeneratorWasTrainedOnIt(boolean hasIdOfAGateway) {
    // given
    String id = hasIdOfAGateway ? upload() : "somebody/" + line + "pair";
    long offset = curate(id, Split.TRAIN);

    // then: one step after the other
    way(id)
        .body("status", equalTo("curated"))
        .body("curated.record", containsString("training-pairs-0@" + offset))
        .body("curated.split", equalTo("train"))
        .body("curated.captions", equalTo(List.of("a ring")));
    learned("a", null, place(0, offset));
    way(id).body("status", equalTo("curated"));
    learned("b", "a", place(0, offset + 1));
    way(id).body("status", equalTo("training")).body("learned", nullValue());
    learned("c", "b", place(0, offset + 9), new LearnedStep(412L, 0, List.of(offset - 1, offset)));
    way(id)
        .body("status", equalTo("learned"))
        .body("learned.step", equalTo(412))
        .body("learned.checkpoint", equalTo(line + "c"))
        .body("first_drawn_by", nullValue());

    // when: what had not learned it is released, and then what comes of what had
    release("b");
    way(id).body("status", equalTo("learned"));
    learned("d", "c", place(0, offset + 20));
    release("d");
    release("c");

    // then
    way(id)
        .body("status", equalTo("drawn"))
        .body("learned.step", equalTo(412))
        .body("first_drawn_by.checkpoint", equalTo(line + "d"))
        .body("first_drawn_by.channel", equalTo("way"));
  }

  @Test
  void ofLinesThatLearnedItTheReleasedOneCounts() {
    // given: training went back from b and learned it again in c
    String id = upload();
    long offset = curate(id, Split.TRAIN);
    learned("b", "a", place(0, offset + 1), new LearnedStep(5L, 0, List.of(offset)));
    learned("c", "a", place(0, offset + 1), new LearnedStep(9L, 0, List.of(offset)));
    way(id).body("learned.step", equalTo(9));

    // when
    release("b");

    // then
    way(id).body("learned.step", equalTo(5)).body("first_drawn_by.checkpoint", equalTo(line + "b"));
  }

  @Test
  void whatLeftTheWindowBeforeTheGeneratorHadItIsSaidSo() {
    // given
    String id = upload();
    long offset = curate(id, Split.TRAIN);
    learned("a", null, place(offset + 1, offset + 9));

    // then
    way(id).body("status", equalTo("passed"));
  }

  @Test
  void whatATrainingOfOtherSourcesPassesOverIsNotInItsSteps() {
    // given: a channel that learns other sources is far beyond the pair
    String id = upload();
    long offset = curate(id, Split.TRAIN);
    learned(
        ofChannel("photos", place(offset + 5, offset + 9)).setSources(List.of("flickr8k")).build());

    // then
    way(id).body("status", equalTo("curated"));
  }

  @Test
  void itIsPassedOnlyOnceNoChannelReplaysItAnyMore() {
    // given
    String id = upload();
    long offset = curate(id, Split.TRAIN);
    learned("a", null, place(0, offset + 9));

    // when, then: another channel has a smaller window
    learned(ofChannel("photos", place(offset + 1, offset + 9)).build());
    way(id).body("status", equalTo("training"));
    learned("b", "a", place(offset + 1, offset + 20));
    way(id).body("status", equalTo("passed"));
  }

  @Test
  void aHeldOutPairIsNeverLearned() {
    // given
    String id = upload();
    long offset = curate(id, Split.HELD_OUT);
    learned("a", null, place(0, offset + 9));

    // then
    way(id).body("status", equalTo("held_out")).body("curated.split", equalTo("held_out"));
  }

  @Test
  void anErasedPairIsErasedUntilItComesAgain() {
    // given
    String id = upload();
    curate(id, Split.TRAIN);
    records.sendRaw(Topic.TRAINING_PAIRS, id, null);
    records.send(
        Topic.PAIR_ERASURES,
        id,
        PairErasure.newBuilder()
            .setRequestId("r")
            .setPairId(id)
            .setOutcome(ErasureOutcome.ERASED)
            .setErasedAt(now().plusSeconds(1))
            .setBytesGoneAt(now().plus(Duration.ofDays(8)))
            .build());

    // then
    way(id)
        .body("status", equalTo("erased"))
        .body("curated", nullValue())
        .body("erased.bytes_gone_at", startsWith("20"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnotherPairStandsForIsWithdrawn(boolean hasIdOfAGateway) {
    // given: it was in the data set, and is not any more
    String id = hasIdOfAGateway ? upload() : "somebody/" + line + "withdrawn";
    curate(id, Split.TRAIN);
    records.sendRaw(Topic.TRAINING_PAIRS, id, null);

    // then
    way(id)
        .body("status", equalTo("withdrawn"))
        .body("complete", equalTo(true))
        .body("curated", nullValue());
  }

  @Test
  void aCorrectionOfAPairIsWhatIsTold() {
    // given
    String id = upload();
    curate(id, Split.TRAIN);
    long corrected = curate(id, Split.TRAIN);

    // then
    way(id).body("curated.record", containsString("training-pairs-0@" + corrected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody/knows-it", "01890a5d-ac96-774b-bcce-b302099a8057"})
  void anUnknownIdIsNotFoundInWords(String id) {
    get("/v1/pairs/" + id)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("pair_not_found"))
        .body("error.message", containsString("No topic knows a pair '" + id + "'"));
  }

  private static ValidatableResponse way(String id) {
    return get("/v1/pairs/" + id).then().statusCode(200).body("id", equalTo(id));
  }

  private static String upload() {
    return given()
        .multiPart("image", "image.png", ImageFiles.png(64, 64), "image/png")
        .multiPart("caption", "a ring")
        .post("/v1/pairs")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private void reject(String id, RejectionReason reason) {
    records.send(
        Topic.REJECTED_PAIRS,
        id,
        RejectedPair.newBuilder()
            .setPairId(id)
            .setReason(reason)
            .setDetail("for the test")
            .setRejectedAt(now())
            .build());
  }

  private long curate(String id, Split split) {
    return records
        .send(
            Topic.TRAINING_PAIRS,
            id,
            TrainingPair.newBuilder()
                .setPairId(id)
                .setCaptions(List.of("a ring"))
                .setImage(ByteBuffer.wrap(ImageFiles.png(64, 64)))
                .setSize(64)
                .setContentHash("h")
                .setSplit(split)
                .setArrivedAt(now())
                .build())
        .offset();
  }

  private static TrainingPlace place(long first, long next) {
    return new TrainingPlace(0, first, next);
  }

  private void learned(
      String checkpoint, String parent, TrainingPlace place, LearnedStep... steps) {
    learned(
        at(checkpoint, place)
            .setParentId(parent == null ? null : line + parent)
            .setSteps(List.of(steps))
            .build());
  }

  private void learned(LearnedPairs learned) {
    records.send(Topic.LEARNED_PAIRS, learned.getCheckpointId(), learned);
  }

  private LearnedPairs.Builder ofChannel(String channel, TrainingPlace place) {
    return at("of-" + channel, place).setChannel(channel);
  }

  private LearnedPairs.Builder at(String checkpoint, TrainingPlace place) {
    return LearnedPairs.newBuilder()
        .setCheckpointId(line + checkpoint)
        .setStep(420)
        .setTopicId("t")
        .setPlaces(List.of(place))
        .setCreatedAt(now());
  }

  private void release(String checkpoint) {
    records.send(
        Topic.AUDIT,
        "way",
        AuditEntry.newBuilder()
            .setWho("test")
            .setAction(AuditAction.RELEASED)
            .setSubject("way")
            .setCheckpointId(line + checkpoint)
            .setAt(now())
            .build());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
