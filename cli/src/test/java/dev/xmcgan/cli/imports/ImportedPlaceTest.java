package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real broker and registry. */
class ImportedPlaceTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @Test
  void newestPlaceOfTheImportCounts() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("place-newest-");
    try (Records records = KAFKA.records(settings)) {
      for (int i = 1; i <= 3; i++) {
        records.send(Topic.IMPORT_PROGRESS, "a", progress("a", 10 * i));
        records.send(Topic.IMPORT_PROGRESS, "b", progress("b", i));
      }
    }

    // when
    ImportedPlace place = new ImportedPlace(settings);

    // then
    assertThat(place.of("a")).isEqualTo(new PairTransactions.Count(30, 29));
    assertThat(place.of("b")).isEqualTo(new PairTransactions.Count(3, 2));
    assertThat(place.of("c")).isEqualTo(PairTransactions.Count.NONE);
  }

  @Test
  void openTransactionOfAnotherImportHidesNoPlace() throws Exception {
    // given: somebody in the middle of a transaction, and behind that the place of this import
    KafkaSettings settings = KAFKA.provision("place-open-");
    try (Records records = KAFKA.records(settings);
        KafkaProducer<String, byte[]> other =
            KafkaClients.producer(
                settings.transactionalProducer("other", KafkaSettings.TRANSACTION_TIMEOUT))) {
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>(settings.topic(Topic.IMPORT_PROGRESS), "b", new byte[0]));
      other.flush();
      records.send(Topic.IMPORT_PROGRESS, "a", progress("a", 40));

      // when
      CompletableFuture<PairTransactions.Count> place =
          CompletableFuture.supplyAsync(() -> placeOf(settings, "a"));

      // then
      assertThatThrownBy(() -> place.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
      other.abortTransaction();
      assertThat(place.get(20, TimeUnit.SECONDS)).isEqualTo(new PairTransactions.Count(40, 39));
    }
  }

  private static ImportProgress progress(String id, long place) {
    return ImportProgress.newBuilder()
        .setImportId(id)
        .setPlace(place)
        .setPairs(place - 1)
        .setUpdatedAt(Instant.EPOCH)
        .build();
  }

  private static PairTransactions.Count placeOf(KafkaSettings settings, String importId) {
    try {
      return new ImportedPlace(settings).of(importId);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
