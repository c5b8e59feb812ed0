package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AnchorsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;

  @Test
  @Tag("promise-4")
  void captionsOfPairsThatWereErasedSinceAreNotJudgedBy() throws Exception {
    // given: what the best learned, before a pair was erased
    KafkaSettings kafka = KAFKA.provision("anchors-");
    CaptionReservoir reservoir = new CaptionReservoir(10);
    reservoir.learned("cat", "a cat");
    reservoir.learned("dog", "an animal");
    reservoir.learned("cat", "an animal");
    try (TransactionalProducer transactions = new TransactionalProducer(kafka, "anchors");
        Anchors anchors =
            new Anchors(
                new CheckpointFetcher(kafka, directory.resolve("fetched")),
                files -> Optional.empty(),
                10)) {
      Checkpoint best = publish("best", reservoir, kafka, transactions);
      Checkpoint before = publish("before", reservoir, kafka, transactions);
      reservoir.forget("cat");
      Checkpoint after = publish("after", reservoir, kafka, transactions);

      // when, then: what another pair says, too, stays
      assertThat(anchors.of(best, before).captions())
          .containsExactlyInAnyOrder("a cat", "an animal");
      assertThat(anchors.of(best, after).captions()).containsExactly("an animal");
    }
  }

  private Checkpoint publish(
      String id,
      CaptionReservoir reservoir,
      KafkaSettings kafka,
      TransactionalProducer transactions)
      throws IOException {
    Path files = Files.createDirectories(directory.resolve(id));
    Files.writeString(files.resolve("config.json"), ModelConfig.starter64().toJson());
    Files.writeString(files.resolve("generator.safetensors"), "weights");
    reservoir.write(files);
    return new CheckpointPublisher(kafka, new AvroSerdes(kafka), transactions, Clock.systemUTC())
        .publish(files, new CheckpointOrigin(id, null, "t", 0, 0, "fake@123456789012"));
  }
}
