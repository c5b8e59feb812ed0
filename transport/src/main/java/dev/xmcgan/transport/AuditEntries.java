package dev.xmcgan.transport;

import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the entries of the audit topic from the changes that they tell of. Whoever makes a change
 * sends its entry in the same transaction, so that neither is there without the other; who asks for
 * an erasure sends its entry first.
 */
public final class AuditEntries {
  private AuditEntries() {}

  /**
   * Of a change of what a channel serves.
   *
   * @param before what it served; empty for a new channel
   */
  public static AuditEntry ofRelease(Optional<Release> before, Release after) {
    return AuditEntry.newBuilder()
        .setWho(after.getReleasedBy())
        .setAction(action(before, after))
        .setSubject(after.getChannel())
        .setCheckpointId(after.getCheckpointId())
        .setPreviousCheckpointId(before.map(Release::getCheckpointId).orElse(null))
        .setReason(after.getReason())
        .setAt(after.getReleasedAt())
        .build();
  }

  private static AuditAction action(Optional<Release> before, Release after) {
    boolean isSame =
        before
            .filter(release -> release.getCheckpointId().equals(after.getCheckpointId()))
            .isPresent();
    if (!isSame) {
      boolean isBack =
          before
              .filter(release -> release.getCheckpointId().equals(after.getRolledBackFrom()))
              .isPresent();
      return isBack ? AuditAction.ROLLED_BACK : AuditAction.RELEASED;
    }
    if (before.get().getPinned() != after.getPinned()) {
      return after.getPinned() ? AuditAction.PINNED : AuditAction.UNPINNED;
    }
    boolean retrains =
        after.getTrainFrom() != null && !after.getTrainFrom().equals(before.get().getTrainFrom());
    return retrains ? AuditAction.RETRAINED : AuditAction.RELEASED;
  }

  /**
   * Of a checkpoint that is kept no longer.
   *
   * @param who does not need it
   */
  public static AuditEntry ofForgotten(String checkpointId, String who, Instant at) {
    return AuditEntry.newBuilder()
        .setWho(who)
        .setAction(AuditAction.FORGOTTEN)
        .setSubject(checkpointId)
        .setReason("nobody needs it")
        .setAt(at.truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /**
   * Of a key that was created, or revoked if it says so.
   *
   * @param who did it
   */
  public static AuditEntry ofKey(ApiKey key, String who) {
    boolean isRevoked = key.getRevokedAt() != null;
    return AuditEntry.newBuilder()
        .setWho(who)
        .setAction(isRevoked ? AuditAction.KEY_REVOKED : AuditAction.KEY_CREATED)
        .setSubject(key.getKeyId())
        .setReason("of %s, for %s".formatted(key.getName(), key.getRoles()))
        .setAt(isRevoked ? key.getRevokedAt() : key.getCreatedAt())
        .build();
  }

  /**
   * Of a request for an erasure: it is known though no curation runs that could do it.
   *
   * @param key of its record: the pair's id, where no source is named
   */
  public static AuditEntry ofRequest(ErasureRequest request, String key, Instant at) {
    return AuditEntry.newBuilder()
        .setWho(request.by())
        .setAction(AuditAction.ERASURE_REQUESTED)
        .setSubject(request.source().orElse(key))
        .setReason(request.source().isPresent() ? "of a source" : "of a pair")
        .setAt(at.truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /**
   * Of an erasure, of a pair or of what a source had.
   *
   * @param receipt {@code ERASED} or {@code SOURCE_DONE}
   * @throws IllegalArgumentException when nothing was erased by it
   */
  public static AuditEntry ofErasure(PairErasure receipt) {
    AuditEntry.Builder entry =
        AuditEntry.newBuilder().setWho(receipt.getRequestedBy()).setAt(receipt.getErasedAt());
    return switch (receipt.getOutcome()) {
      case ERASED ->
          entry
              .setAction(AuditAction.PAIR_ERASED)
              .setSubject(receipt.getPairId())
              .setReason("asked for; of source " + receipt.getSource())
              .build();
      case SOURCE_DONE ->
          entry
              .setAction(AuditAction.SOURCE_ERASED)
              .setSubject(receipt.getSource())
              .setReason("asked for; pairs: " + receipt.getPairs())
              .build();
      case NOT_FOUND, UNKNOWN ->
          throw new IllegalArgumentException("nothing was erased: " + receipt);
    };
  }

  /** An entry's record. */
  public static ProducerRecord<String, byte[]> record(
      KafkaSettings settings, AvroSerdes serdes, AuditEntry entry) {
    return new ProducerRecord<>(
        settings.topic(Topic.AUDIT), entry.getSubject(), serdes.encode(Topic.AUDIT, entry));
  }
}
