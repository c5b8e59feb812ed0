package dev.xmcgan.trainer.releases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReleasePublisherTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private ReleaseStore views;
  private ReleasePublisher desk;

  @BeforeEach
  void open() {
    KafkaSettings kafka = KAFKA.provision("desk-");
    AvroSerdes serdes = new AvroSerdes(kafka);
    Changes changes = new Changes();
    views = new ReleaseStore(kafka, serdes);
    views.onChange(changes::happened);
    views.start();
    desk = new ReleasePublisher(kafka, serdes, views, changes, "stable");
  }

  @AfterEach
  void close() {
    desk.close();
    views.close();
  }

  @Test
  void aDecisionWaitsForTheOneBeforeAndKnowsIt() throws Exception {
    // given
    desk.takeOver();
    CompletableFuture<Boolean> barredBefore = new CompletableFuture<>();

    // when: somebody else begins to decide while this one is not done
    Optional<ReleaseChange> published =
        desk.publish(
            book -> {
              CompletableFuture<Void> other = CompletableFuture.runAsync(() -> look(barredBefore));
              assertThat(other).failsWithin(Duration.ofMillis(300));
              return Optional.of(
                  ReleaseChange.of(
                      new ReleaseRules(book, "one", Clock.systemUTC()).barred("a", "bad")));
            });

    // then
    assertThat(published).isPresent();
    assertThat(barredBefore.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void withoutTheDeskNothingIsDecided() throws Exception {
    assertThat(
            desk.publish(
                book -> {
                  throw new AssertionError("asked");
                }))
        .isEmpty();
  }

  private void look(CompletableFuture<Boolean> barred) {
    try {
      desk.publish(
          book -> {
            barred.complete(book.isBarred("a"));
            return Optional.empty();
          });
    } catch (InterruptedException e) {
      barred.completeExceptionally(e);
    }
  }
}
