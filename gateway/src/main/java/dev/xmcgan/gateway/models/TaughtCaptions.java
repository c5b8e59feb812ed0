package dev.xmcgan.gateway.models;

import dev.xmcgan.gateway.archives.TransferRoom;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CaptionsFile;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from Kafka what checkpoints were taught, the last few once. */
@Singleton
final class TaughtCaptions {
  private static final Logger LOG = LoggerFactory.getLogger(TaughtCaptions.class);
  private static final String FILE = CaptionsFile.NAME;
  private static final int REMEMBERED = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Thousands of captions; nothing larger is read into memory. */
  private static final long MOST_BYTES = 8 << 20;

  private final KafkaSettings kafka;
  private final TransferRoom room;
  private final Map<String, Taught> known = new LinkedHashMap<>();

  TaughtCaptions(KafkaSettings kafka, TransferRoom room) {
    this.kafka = kafka;
    this.room = room;
  }

  /** Empty where a checkpoint does not say, or it cannot be read now. */
  synchronized Optional<Taught> of(Checkpoint checkpoint) {
    String id = checkpoint.getCheckpointId();
    boolean says =
        checkpoint.getFiles().stream()
            .anyMatch(file -> file.getName().equals(FILE) && file.getSizeBytes() <= MOST_BYTES);
    if (says && !known.containsKey(id)) {
      read(checkpoint).ifPresent(taught -> known.put(id, taught));
      if (known.size() > REMEMBERED) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return Optional.ofNullable(known.get(id));
  }

  private Optional<Taught> read(Checkpoint checkpoint) {
    try (TransferRoom.Place place = room.take()) {
      Path fetched =
          new CheckpointFetcher(kafka, place.path(), PATIENCE).fetch(checkpoint, FILE::equals);
      return Optional.of(Taught.of(CaptionsFile.parse(Files.readAllLines(fetched.resolve(FILE)))));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ApiException | IOException | IllegalArgumentException unreadable) {
      LOG.atWarn()
          .addKeyValue("checkpointId", checkpoint.getCheckpointId())
          .addKeyValue("reason", unreadable.toString())
          .log("what a checkpoint was taught cannot be read");
      return Optional.empty();
    }
  }
}
