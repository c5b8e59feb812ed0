package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.RECORD_TOO_LARGE;

import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.limits.PairLimits;
import dev.xmcgan.schemas.limits.PairRules;
import dev.xmcgan.schemas.limits.Refusal;
import dev.xmcgan.trainer.curation.Curated.Accepted;
import dev.xmcgan.trainer.curation.Curated.Rejected;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges one pair by itself: a pure function of the pair and the rules. What needs a memory
 * (duplicates) is the topology's. Thread-safe.
 */
public final class Curator {
  /** What a record leaves beside the most captions, metadata, and its framing. */
  private static final int MAX_CURATED_IMAGE_BYTES =
      Topic.MAX_RECORD_BYTES
          - 4 * PairLimits.MAX_CAPTIONS * PairLimits.MAX_CAPTION_LENGTH
          - PairLimits.MAX_METADATA_BYTES
          - 64 * 1024;

  /**
   * Edge of the form by which a larger image is known, so that it stays what it is, and on its side
   * of the split, when larger originals are kept.
   */
  private static final int IDENTITY_EDGE = 64;

  private final CurationRules rules;
  private final ImageDecoder decoder;

  public Curator(CurationRules rules) {
    this.rules = rules;
    this.decoder = new ImageDecoder(rules.limits());
  }

  /** What it judges by. */
  CurationRules rules() {
    return rules;
  }

  /**
   * Curates a pair: cheap checks first, pixels last. Never throws for what a pair may hold.
   *
   * @param arrivedAt timestamp of the pair's record
   */
  public Curated curate(ImageTextPair pair, Instant arrivedAt) {
    Optional<Refusal> refusal =
        PairRules.id(pair.getPairId())
            .or(() -> PairRules.carried(pair.getSource(), pair.getMetadata()));
    if (refusal.isPresent()) {
      return rejected(refusal.get());
    }
    PairRules.Captions captions = PairRules.captions(pair.getCaptions());
    if (captions.kept().isEmpty()) {
      return rejected(captions.firstRefusal().orElseThrow());
    }
    try {
      TrainingPair curated = curated(pair, captions.kept(), arrivedAt);
      int bytes = curated.getImage().remaining();
      return bytes > MAX_CURATED_IMAGE_BYTES
          ? new Rejected(
              RECORD_TOO_LARGE,
              "the curated image has %d bytes, no record takes it".formatted(bytes))
          : new Accepted(curated, captions.dropped());
    } catch (UnusableImageException e) {
      return new Rejected(RejectionReason.valueOf(e.problem().name()), e.getMessage());
    }
  }

  private TrainingPair curated(ImageTextPair pair, List<String> captions, Instant arrivedAt)
      throws UnusableImageException {
    RgbImage original = decoder.decode(bytes(pair.getImage()));
    RgbImage image = Resize.toSquare(original, rules.imageSize());
    rules.blank().check(image);
    String imageHash =
        ContentHash.of(
            rules.imageSize() > IDENTITY_EDGE ? Resize.toSquare(original, IDENTITY_EDGE) : image);
    return TrainingPair.newBuilder()
        .setPairId(pair.getPairId())
        .setCaptions(captions)
        .setImage(ByteBuffer.wrap(PngFile.encode(image)))
        .setSize(rules.imageSize())
        .setContentHash(ContentHash.of(imageHash, captions))
        .setImageHash(imageHash)
        .setSplit(split(imageHash))
        .setSource(pair.getSource())
        .setMetadata(pair.getMetadata())
        .setArrivedAt(arrivedAt)
        .build();
  }

  /**
   * By the image alone: nothing that is held out is trained on under another id or with other
   * captions, and it stays on its side through re-imports and restarts.
   */
  private Split split(String imageHash) {
    return ContentHash.unit(imageHash) < rules.heldOutShare() ? Split.HELD_OUT : Split.TRAIN;
  }

  private static Rejected rejected(Refusal refusal) {
    return new Rejected(refusal.reason(), refusal.message());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
