package dev.xmcgan.transport.checkpoints;

import static dev.xmcgan.transport.checkpoints.TestTransfer.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.testsupport.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is fetched at all, what again, and what stays. */
class CheckpointCacheTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @RegisterExtension final TestTransfer transfer = new TestTransfer(KAFKA);

  @Test
  void onlyTheWantedFilesAreFetched() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();

    // when
    Path fetched =
        transfer
            .fetcher()
            .fetch(manifest, Set.of("config.json", "generator.safetensors")::contains);

    // then
    assertThat(names(fetched)).containsExactly("config.json", "generator.safetensors");
  }

  @Test
  void whatIsThereAndWholeIsNotFetchedAgain() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    CheckpointFetcher fetcher = transfer.fetcher();
    Path weights = fetcher.fetch(manifest).resolve("generator.safetensors");
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(weights, longAgo);

    // when
    fetcher.fetch(manifest);

    // then
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(longAgo);
  }

  @Test
  void whatWasDamagedOnDiskIsFetchedAgain() throws Exception {
    // given
    Checkpoint manifest = transfer.publish();
    CheckpointFetcher fetcher = transfer.fetcher();
    Path weights = fetcher.fetch(manifest).resolve("generator.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[1_000]++;
    Files.write(weights, bytes);
    Files.writeString(weights.resolveSibling(".generator.safetensors.x.part"), "left by a crash");

    // when
    Path fetched = fetcher.fetch(manifest);

    // then
    assertThat(weights).hasSameBinaryContentAs(transfer.source.resolve("generator.safetensors"));
    assertThat(names(fetched)).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void onlyTheCheckpointsInUseStayInTheCache() throws Exception {
    // given
    CheckpointFetcher fetcher = transfer.fetcher();
    fetcher.fetch(transfer.publish());
    fetcher.fetch(
        transfer.publisher.publish(
            transfer.source, new CheckpointOrigin("c2", "c1", "trainer-1", 200, 12_800, "e")));

    // when
    fetcher.keepOnly(Set.of("c2"));

    // then
    assertThat(names(transfer.cache)).containsExactly("c2");
  }
}
