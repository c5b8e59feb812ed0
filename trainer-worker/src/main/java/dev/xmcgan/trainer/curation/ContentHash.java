package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.RgbImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Fingerprints of curated content and of ids. */
final class ContentHash {
  private ContentHash() {}

  /**
   * SHA-256 of pixels and captions, hex. The order of captions does not matter, nor does the file
   * format the pixels came in.
   */
  static String of(RgbImage image, List<String> captions) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).array());
    digest.update(image.rgb());
    captions.stream()
        .sorted()
        .map(caption -> caption.getBytes(StandardCharsets.UTF_8))
        .forEach(
            bytes -> {
              // the length keeps ["ab", "c"] apart from ["a", "bc"]
              digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A number in [0, 1) that depends on the text alone, evenly spread. */
  static double unit(String text) {
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
