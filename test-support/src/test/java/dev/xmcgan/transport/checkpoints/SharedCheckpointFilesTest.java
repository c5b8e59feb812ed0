package dev.xmcgan.transport.checkpoints;

import static dev.xmcgan.transport.checkpoints.TestTransfer.file;
import static dev.xmcgan.transport.checkpoints.TestTransfer.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What one process of a machine fetched, the others need not. */
class SharedCheckpointFilesTest {
  private static final String WEIGHTS = "generator.safetensors";
  private static final Predicate<String> ONLY_WEIGHTS = WEIGHTS::equals;

  /** Who has only this can fetch nothing. */
  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @RegisterExtension final TestTransfer transfer = new TestTransfer(KAFKA);

  @TempDir Path directory;

  @Test
  void secondProcessFetchesNothing() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    fetcher(transfer.settings, "first", files(9)).fetch(manifest);

    // when
    Path fetched = fetcher(NOWHERE, "second", files(9)).fetch(manifest);

    // then
    assertThat(fetched.resolve(WEIGHTS)).hasSameBinaryContentAs(transfer.source.resolve(WEIGHTS));
    assertThat(names(fetched)).isEqualTo(names(transfer.source));
  }

  @Test
  void whoWantsWhatIsBeingFetchedWaitsForIt() throws Exception {
    // given: a process that fetches
    Checkpoint manifest = transfer.publish();
    String hash = file(manifest, WEIGHTS).getSha256();
    SharedCheckpointFiles files = files(9);
    SharedCheckpointFiles.Turn turn = files.awaitTurn(hash);
    CompletableFuture<Path> second =
        CompletableFuture.supplyAsync(() -> fetchWeights(manifest, "second"));
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !second.isDone());

    // when
    files.add(hash, transfer.source.resolve(WEIGHTS));
    turn.close();

    // then
    assertThat(second.join().resolve(WEIGHTS))
        .hasSameBinaryContentAs(transfer.source.resolve(WEIGHTS));
  }

  @Test
  void damagedFileIsFetchedAgainForAll() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    Path weights = fetcher(transfer.settings, "first", files(9)).fetch(manifest).resolve(WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[1_000]++;
    Files.write(weights, bytes);

    // when
    fetcher(transfer.settings, "second", files(9)).fetch(manifest);

    // then
    assertThat(fetchWeights(manifest, "third").resolve(WEIGHTS))
        .hasSameBinaryContentAs(transfer.source.resolve(WEIGHTS));
  }

  @Test
  void filesUsedLastStay() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();

    // when: the weights are fetched last
    CheckpointFetcher fetcher = fetcher(transfer.settings, "first", files(1));
    fetcher.fetch(manifest, name -> !name.equals(WEIGHTS));
    fetcher.fetch(manifest);

    // then
    assertThat(names(directory.resolve("shared")))
        .filteredOn(name -> !name.endsWith(".lock"))
        .containsExactly(file(manifest, WEIGHTS).getSha256());
  }

  @Test
  void whereFilesCannotBeSharedTheyAreFetched() throws Exception {
    // given: no directory can be made there
    Checkpoint manifest = transfer.publish();
    Files.createFile(directory.resolve("shared"));

    // when
    Path fetched = fetcher(transfer.settings, "first", files(9)).fetch(manifest);

    // then
    assertThat(names(fetched)).isEqualTo(names(transfer.source));
    assertThat(fetched.resolve(WEIGHTS)).hasSameBinaryContentAs(transfer.source.resolve(WEIGHTS));
  }

  private Path fetchWeights(Checkpoint manifest, String cache) {
    try {
      return fetcher(NOWHERE, cache, files(9)).fetch(manifest, ONLY_WEIGHTS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CheckpointFetcher fetcher(
      KafkaSettings kafka, String cache, SharedCheckpointFiles files) {
    return new CheckpointFetcher(kafka, directory.resolve(cache), Optional.of(files));
  }

  private SharedCheckpointFiles files(int most) {
    return new SharedCheckpointFiles(
        directory.resolve("shared"), most, Duration.ofSeconds(60), Clock.systemUTC());
  }
}
