package dev.xmcgan.trainer.curation;

import static dev.xmcgan.schemas.RejectionReason.BROKEN_IMAGE;
import static dev.xmcgan.schemas.RejectionReason.CAPTION_TOO_LONG;
import static dev.xmcgan.schemas.RejectionReason.IMAGE_TOO_LARGE;
import static dev.xmcgan.schemas.RejectionReason.IMAGE_TOO_SMALL;
import static dev.xmcgan.schemas.RejectionReason.NO_CAPTION;
import static dev.xmcgan.schemas.RejectionReason.UNDECODABLE_RECORD;
import static dev.xmcgan.schemas.RejectionReason.UNKNOWN;
import static dev.xmcgan.schemas.RejectionReason.UNSUPPORTED_FORMAT;
import static dev.xmcgan.schemas.limits.PairLimits.MAX_CAPTION_LENGTH;
import static dev.xmcgan.schemas.limits.PairLimits.MAX_ID_LENGTH;
import static dev.xmcgan.schemas.limits.PairLimits.MAX_METADATA_BYTES;

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
import dev.xmcgan.trainer.curation.Curated.Accepted;
import dev.xmcgan.trainer.curation.Curated.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

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
    if (pair.getPairId().isBlank() || pair.getPairId().length() > MAX_ID_LENGTH) {
      return new Rejected(
          UNDECODABLE_RECORD, "a pair id has 1 to " + MAX_ID_LENGTH + " characters");
    }
    long carried = carriedBytes(pair);
    if (carried > MAX_METADATA_BYTES) {
      return new Rejected(
          UNKNOWN,
          "source and metadata have %d bytes, at most %d are carried"
              .formatted(carried, MAX_METADATA_BYTES));
    }
    Captions.Normalised captions = Captions.normalise(pair.getCaptions());
    if (captions.kept().isEmpty()) {
      return captions.tooLong() > 0
          ? new Rejected(
              CAPTION_TOO_LONG, "a caption has at most " + MAX_CAPTION_LENGTH + " characters")
          : new Rejected(NO_CAPTION, "no caption, or only blank ones");
    }
    try {
      return new Accepted(accept(pair, captions, arrivedAt));
    } catch (UnusableImageException e) {
      return new Rejected(reason(e.problem()), e.getMessage());
    }
  }

  private TrainingPair accept(ImageTextPair pair, Captions.Normalised captions, Instant arrivedAt)
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

  private static long carriedBytes(ImageTextPair pair) {
    long bytes = utf8(pair.getSource());
    for (Map.Entry<String, String> entry : pair.getMetadata().entrySet()) {
      bytes += utf8(entry.getKey()) + utf8(entry.getValue());
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
