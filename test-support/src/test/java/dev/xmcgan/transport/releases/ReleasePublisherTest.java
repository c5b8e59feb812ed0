package dev.xmcgan.transport.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two writers, each with a view of its own, as two processes have. */
@Tag("promise-5")
class ReleasePublisherTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROUNDS = 15;

  private KafkaSettings kafka;
  private Records records;
  private Writer one;
  private Writer two;

  /** A process that changes releases. */
  private record Writer(ReleaseStore store, ReleasePublisher publisher) {}

  @BeforeEach
  void open(TestInfo test) throws Exception {
    kafka = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(kafka);
    for (String id : List.of("a", "b")) {
      records.send(Topic.CHECKPOINTS, id, checkpoint(id));
    }
    one = writer();
    two = writer();
  }

  @AfterEach
  void close() {
    one.store.close();
    two.store.close();
    records.close();
  }

  @Test
  void ofTwoThatDecideOnTheSameSnapshotOneWinsAndTheOtherIsTold() throws Exception {
    // given
    ReleaseSnapshot same = one.store.snapshot();

    // when
    one.publisher.publish("stable", same, promote(same, "a", false));

    // then
    assertThatThrownBy(() -> two.publisher.publish("stable", same, promote(same, "b", false)))
        .isInstanceOf(ReleaseConflictException.class)
        .hasMessageContaining("serves a")
        .hasMessageContaining("by test");
    assertThat(served()).containsExactly("a");
    assertThat(two.store.snapshot().release("stable")).isPresent();
  }

  @Test
  void aGateThatDecidedBeforeThePinDoesNotReleaseOverIt() throws Exception {
    // given: the gate has blessed b while a serves
    one.publisher.change("stable", snapshot -> promote(snapshot, "a", false));
    assertThat(two.store.readToEnd(PATIENCE)).isTrue();
    ReleaseSnapshot beforeThePin = two.store.snapshot();
    ReleaseChange blessed = rules(beforeThePin).bless("stable", blessed("b"), "found good");

    // when
    one.publisher.change("stable", snapshot -> rules(snapshot).pin("stable", "keep it"));

    // then: neither the release nor the evaluation beside it
    assertThatThrownBy(() -> two.publisher.publish("stable", beforeThePin, blessed))
        .isInstanceOf(ReleaseConflictException.class)
        .hasMessageContaining("pinned");
    assertThat(served()).containsExactly("a", "a");
    assertThat(records.readAll(Topic.EVALUATIONS, Evaluation.class)).isEmpty();

    // and: who did what is kept of what happened alone
    assertThat(records.readAll(Topic.AUDIT, AuditEntry.class))
        .extracting(record -> record.value().getWho() + " " + record.value().getAction())
        .containsExactly("test RELEASED", "test PINNED");
  }

  @Test
  void aReleaseDecidedBeforeItsCheckpointWasBarredIsNotPublished() throws Exception {
    // given
    ReleaseSnapshot before = two.store.snapshot();

    // when
    one.publisher.decide(
        "stable", snapshot -> Optional.of(ReleaseChange.of(rules(snapshot).barred("b", "grey"))));

    // then
    assertThatThrownBy(() -> two.publisher.publish("stable", before, promote(before, "b", false)))
        .isInstanceOf(ReleaseConflictException.class);
    assertThatThrownBy(
            () -> two.publisher.change("stable", snapshot -> promote(snapshot, "b", false)))
        .isInstanceOf(ReleaseRefusedException.class);
    assertThat(served()).isEmpty();
  }

  @Test
  void aPersonIsToldWhenAnotherReleasedMeanwhile() throws Exception {
    // when: another release comes between the look and the change
    assertThatThrownBy(
            () ->
                one.publisher.change(
                    "stable",
                    snapshot -> {
                      try {
                        two.publisher.change("stable", now -> promote(now, "b", false));
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                      return promote(snapshot, "a", false);
                    }))
        .isInstanceOf(ReleaseConflictException.class)
        .hasMessageContaining("serves b");

    // then
    assertThat(served()).containsExactly("b");
  }

  /** The reason counts: a change that did not see the one before would count the same twice. */
  @Test
  void twoWritersAtOnceNeverLoseAChange() throws Exception {
    // given
    CyclicBarrier together = new CyclicBarrier(2);

    // when
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (Writer writer : List.of(one, two)) {
      writers.add(CompletableFuture.runAsync(() -> count(writer, together)));
    }
    for (CompletableFuture<Void> each : writers) {
      each.get(240, TimeUnit.SECONDS);
    }

    // then
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 2 * ROUNDS; i++) {
      expected.add(Integer.toString(i));
    }
    assertThat(releases()).extracting(Release::getReason).containsExactlyElementsOf(expected);
  }

  @Test
  void anotherChannelIsNotInTheWay() throws Exception {
    // given
    ReleaseSnapshot before = two.store.snapshot();
    one.publisher.change("canary", snapshot -> rules(snapshot).promote("canary", "b", "", false));

    // when
    two.publisher.publish("stable", before, promote(before, "a", false));

    // then
    assertThat(served()).containsExactly("b", "a");
  }

  private void count(Writer writer, CyclicBarrier together) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        together.await(60, TimeUnit.SECONDS);
        writer.publisher.decide(
            "stable",
            snapshot -> {
              int last =
                  snapshot
                      .release("stable")
                      .map(Release::getReason)
                      .map(Integer::valueOf)
                      .orElse(0);
              return Optional.of(
                  rules(snapshot).promote("stable", "a", Integer.toString(last + 1), false));
            });
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Writer writer() throws InterruptedException {
    AvroSerdes serdes = new AvroSerdes(kafka);
    ReleaseStore store = new ReleaseStore(kafka, serdes);
    store.start();
    assertThat(store.awaitCaughtUp(PATIENCE)).isTrue();
    return new Writer(store, new ReleasePublisher(kafka, serdes, store, PATIENCE));
  }

  private static ReleaseChange promote(ReleaseSnapshot snapshot, String id, boolean pin) {
    return rules(snapshot).promote("stable", id, "a try", pin);
  }

  private static ReleaseRules rules(ReleaseSnapshot snapshot) {
    return new ReleaseRules(snapshot, "test", Clock.systemUTC());
  }

  private List<String> served() {
    return releases().stream().map(Release::getCheckpointId).toList();
  }

  private List<Release> releases() {
    return records.readAll(Topic.RELEASES, Release.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private static Evaluation blessed(String id) {
    return Evaluation.newBuilder()
        .setCheckpointId(id)
        .setVerdict(Verdict.BLESSED)
        .setReasons(List.of("better"))
        .setDecidedBy("gate")
        .setDecidedAt(Instant.EPOCH)
        .build();
  }

  private static Checkpoint checkpoint(String id) {
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setTrainerId("test")
        .setStep(1)
        .setPairsSeen(1)
        .setModelConfig("{}")
        .setTextEncoder("bert")
        .setFiles(List.of())
        .setCreatedAt(Instant.EPOCH)
        .build();
  }
}
