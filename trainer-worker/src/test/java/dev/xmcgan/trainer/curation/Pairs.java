package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.schemas.ImageTextPair;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Pairs for tests. */
public final class Pairs {
  private Pairs() {}

  public static CurationRules rules(int imageSize, double heldOutShare) {
    return new CurationRules(
        imageSize, new ImageLimits(1 << 20, 1_000_000, 16), heldOutShare, Duration.ofHours(1));
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
