package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.limits.PairLimits;
import java.nio.ByteBuffer;
import java.util.List;

/** Pairs for tests. */
public final class Pairs {
  private Pairs() {}

  public static CurationRules rules(int imageSize, double heldOutShare) {
    return new CurationRules(
        imageSize,
        new ImageLimits(1 << 20, 1_000_000, 16),
        new BlankImageRule(PairLimits.MIN_IMAGE_CONTENT),
        heldOutShare);
  }

  /** A pair whose picture is noise from the seed. */
  public static ImageTextPair pair(String pairId, long seed, String... captions) {
    return ImageTextPair.newBuilder()
        .setPairId(pairId)
        .setCaptions(List.of(captions))
        .setImage(ByteBuffer.wrap(TestImages.noisePng(64, seed)))
        .build();
  }

  /** A pair with these bytes for a picture. */
  public static ImageTextPair withImage(String pairId, byte[] image) {
    return ImageTextPair.newBuilder()
        .setPairId(pairId)
        .setCaptions(List.of("a tree"))
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
