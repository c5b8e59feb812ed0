package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.BROKEN_IMAGE;
import static dev.xmcgan.schemas.RejectionReason.IMAGE_TOO_LARGE;
import static dev.xmcgan.schemas.RejectionReason.IMAGE_TOO_SMALL;
import static dev.xmcgan.schemas.RejectionReason.UNSUPPORTED_FORMAT;

import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageProblem;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.limits.PairRules;
import dev.xmcgan.schemas.limits.Refusal;
import dev.xmcgan.trainer.curation.Curated.Accepted;
import dev.xmcgan.trainer.curation.Curated.Rejected;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Judges one pair by itself: a pure function of the pair and the rules. What needs a memory
 * (duplicates) is the topology's. Thread-safe.
 */
public final class Curator {
  private final CurationRules rules;
  private final ImageDecoder decoder;

  public Curator(CurationRules rules) {
    this.rules = rules;
    this.decoder = new ImageDecoder(rules.limits());
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
      return new Accepted(accept(pair, captions, arrivedAt));
    } catch (UnusableImageException e) {
      return new Rejected(reason(e.problem()), e.getMessage());
    }
  }

  private TrainingPair accept(ImageTextPair pair, PairRules.Captions captions, Instant arrivedAt)
      throws UnusableImageException {
    RgbImage image = Resize.toSquare(decoder.decode(bytes(pair.getImage())), rules.imageSize());
    return TrainingPair.newBuilder()
        .setPairId(pair.getPairId())
        .setCaptions(captions.kept())
        .setImage(ByteBuffer.wrap(PngFile.encode(image)))
        .setSize(rules.imageSize())
        .setContentHash(ContentHash.of(image, captions.kept()))
        .setSplit(split(pair.getPairId()))
        .setSource(pair.getSource())
        .setMetadata(pair.getMetadata())
        .setArrivedAt(arrivedAt)
        .build();
  }

  /** By the id alone: a pair keeps its side through re-imports, corrections and restarts. */
  private Split split(String pairId) {
    return ContentHash.unit(pairId) < rules.heldOutShare() ? Split.HELD_OUT : Split.TRAIN;
  }

  private static RejectionReason reason(ImageProblem problem) {
    return switch (problem) {
      case UNSUPPORTED_FORMAT -> UNSUPPORTED_FORMAT;
      case BROKEN -> BROKEN_IMAGE;
      case TOO_LARGE -> IMAGE_TOO_LARGE;
      case TOO_SMALL -> IMAGE_TOO_SMALL;
    };
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
