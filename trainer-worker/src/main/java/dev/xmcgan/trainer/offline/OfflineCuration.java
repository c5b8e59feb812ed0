package dev.xmcgan.trainer.offline;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.trainer.curation.Curated;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.trainer.curation.Curator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Curates pairs as the service does, one by one in memory. Of pairs with one image the first stays.
 * Not thread-safe.
 */
public final class OfflineCuration {
  private final Curator curator;
  private final Set<String> images = new HashSet<>();
  private final Map<RejectionReason, Integer> rejected = new EnumMap<>(RejectionReason.class);

  /** With those rules. */
  public OfflineCuration(CurationRules rules) {
    this.curator = new Curator(rules);
  }

  /** The curated pair; empty when it is rejected, which is counted. */
  public Optional<OfflinePair> curate(CaptionedImage pair) {
    Curated curated =
        curator.curate(
            ImageTextPair.newBuilder()
                .setPairId(pair.id())
                .setCaptions(pair.captions())
                .setImage(ByteBuffer.wrap(pair.image()))
                .setSource(pair.source())
                .setMetadata(pair.metadata())
                .build(),
            Instant.EPOCH);
    if (curated instanceof Curated.Rejected refused) {
      return reject(refused.reason());
    } else if (curated instanceof Curated.Accepted accepted) {
      TrainingPair kept = accepted.pair();
      return images.add(kept.getImageHash())
          ? Optional.of(taken(kept))
          : reject(RejectionReason.DUPLICATE);
    }
    throw new IllegalStateException("curated to " + curated);
  }

  /** How many pairs were rejected so far, by reason. */
  public Map<RejectionReason, Integer> rejected() {
    return Map.copyOf(rejected);
  }

  private Optional<OfflinePair> reject(RejectionReason reason) {
    rejected.merge(reason, 1, Integer::sum);
    return Optional.empty();
  }

  private static OfflinePair taken(TrainingPair pair) {
    byte[] png = new byte[pair.getImage().remaining()];
    pair.getImage().duplicate().get(png);
    try {
      return new OfflinePair(
          pair.getPairId(),
          pair.getCaptions(),
          PngFile.decode(png),
          pair.getSplit() == Split.HELD_OUT);
    } catch (IOException e) {
      throw new UncheckedIOException("curated image of " + pair.getPairId(), e);
    }
  }
}
