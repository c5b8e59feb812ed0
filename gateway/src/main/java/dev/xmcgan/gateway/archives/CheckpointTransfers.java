package dev.xmcgan.gateway.archives;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointImport;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import dev.xmcgan.transport.checkpoints.UnusableCheckpointException;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Brings checkpoints from callers to Kafka and from Kafka to callers, by way of the disk. */
@Singleton
public final class CheckpointTransfers {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final TransferRoom room;
  private final long maxBytes;
  private final KafkaSettings kafka;
  private final CheckpointImport imports;

  CheckpointTransfers(
      TransferRoom room,
      GatewayConfig config,
      KafkaSettings kafka,
      AvroSerdes serdes,
      Clock clock) {
    this.room = room;
    this.maxBytes = config.checkpoints().maxBytes();
    this.kafka = kafka;
    this.imports = new CheckpointImport(kafka, serdes, clock);
  }

  /**
   * The checkpoint's archive. It is whole on disk, every hash checked, before the first byte of it
   * goes out: what is missing or damaged is an error, not an archive that ends early.
   *
   * @return must be written, once
   */
  public StreamingOutput export(Checkpoint checkpoint) throws IOException, InterruptedException {
    TransferRoom.Place place = room.take();
    try {
      Path fetched = new CheckpointFetcher(kafka, place.path()).fetch(checkpoint);
      List<Path> files =
          checkpoint.getFiles().stream().map(file -> fetched.resolve(file.getName())).toList();
      return out -> {
        try (place) {
          CheckpointArchive.write(files, out);
        }
      };
    } catch (CheckpointTransferException e) {
      place.close();
      throw new ApiException(error(e));
    } catch (InterruptedException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  /**
   * Publishes what an archive holds, after a look at it.
   *
   * @param id of the new checkpoint; empty for one that says what is in it
   * @param isTaken whether there is a checkpoint of that id
   * @throws ApiException naming the file that is at fault
   */
  public Checkpoint importArchive(
      InputStream archive, Optional<String> id, String textEncoder, Predicate<String> isTaken)
      throws IOException {
    try (TransferRoom.Place place = room.take()) {
      CheckpointArchive.unpack(new PacedInputStream(archive), place.path(), maxBytes);
      CheckpointImport.check(place.path());
      String checkpointId = id.isPresent() ? id.get() : CheckpointImport.idOf(place.path());
      if (isTaken.test(checkpointId)) {
        throw new ApiException(
            ApiError.of(
                409,
                "checkpoint_exists",
                "There is a checkpoint %s already; 'id' gives another name."
                    .formatted(checkpointId)));
      }
      return imports.publish(place.path(), checkpointId, textEncoder);
    } catch (UnusableCheckpointException e) {
      throw new ApiException(
          new ApiError(422, e.getMessage(), e.file(), "checkpoint_unusable", null));
    } catch (RetriableTransactionException e) {
      throw new ApiException(
          ApiError.unavailable(
              "kafka_unavailable", "Kafka did not take the checkpoint; try again.", RETRY_AFTER));
    }
  }

  private static ApiError error(CheckpointTransferException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE ->
          ApiError.unavailable("kafka_unavailable", failure.getMessage(), RETRY_AFTER);
      case DISK -> ApiError.of(507, "no_room", "The gateway's disk has no room for it.");
      case INVALID_MANIFEST, MISSING_CHUNK, WRONG_SIZE, WRONG_HASH ->
          ApiError.of(500, "checkpoint_damaged", failure.getMessage());
    };
  }
}
