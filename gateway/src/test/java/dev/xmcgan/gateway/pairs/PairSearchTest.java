package dev.xmcgan.gateway.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.gateway.app.ServingKafka;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where training-pairs is too long to be read to its end in time. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairSearchTest {
  @Inject KafkaSettings kafka;
  @Inject RecordValues values;
  @Inject TopicSearch topics;
  @Inject RecordIds ids;

  private Records records;
  private PairSearch hurried;

  @BeforeEach
  void open() {
    records = new Records(kafka);
    hurried = new PairSearch(topics, new LearningSearch(topics, values), values, Duration.ZERO);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRejectedPairIsToldAllTheSame(boolean hasIdOfAGateway) {
    // given
    String id = hasIdOfAGateway ? ids.next() : "somebody/rejected";
    records.send(
        Topic.REJECTED_PAIRS,
        id,
        RejectedPair.newBuilder()
            .setPairId(id)
            .setReason(RejectionReason.BROKEN_IMAGE)
            .setDetail("for the test")
            .setRejectedAt(now())
            .build());
    somethingComesLater();

    // when
    PairView way = hurried.find(id).orElseThrow();

    // then
    assertThat(way.status()).isEqualTo("rejected");
    assertThat(way.rejected().reason()).isEqualTo("broken_image");
    assertThat(way.complete()).isFalse();
  }

  @Test
  void whatBecameOfAPairIsNotGuessed() {
    // given: nothing is known but that it came
    String id = ids.next();
    records.send(
        Topic.IMAGE_TEXT_PAIRS,
        id,
        ImageTextPair.newBuilder()
            .setPairId(id)
            .setCaptions(List.of("a ring"))
            .setImage(ByteBuffer.wrap(ImageFiles.png(64, 64)))
            .build());
    somethingComesLater();

    // then
    assertThatThrownBy(() -> hurried.find(id))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.error().code()).isEqualTo("pair_search_too_long"));
  }

  private void somethingComesLater() {
    records.sendRaw(Topic.TRAINING_PAIRS, "somebody/later", null);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
