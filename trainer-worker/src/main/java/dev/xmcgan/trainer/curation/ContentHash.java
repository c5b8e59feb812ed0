package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.RgbImage;
import dev.xmcgan.safetensors.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fingerprints of curated content. */
final class ContentHash {
  private ContentHash() {}

  /** SHA-256 of the pixels, hex, whatever file format they came in. */
  static String of(RgbImage image) {
    return new Sha256()
        .add(ByteBuffer.allocate(8).putInt(image.width()).putInt(image.height()).flip())
        .add(image.rgb())
        .hex();
  }

  /** SHA-256 of an image's hash and its captions, hex. The order of captions does not matter. */
  static String of(String imageHash, List<String> captions) {
    Sha256 hash = new Sha256().add(imageHash);
    captions.stream()
        .sorted()
        .map(caption -> caption.getBytes(StandardCharsets.UTF_8))
        // the length keeps ["ab", "c"] apart from ["a", "bc"]
        .forEach(bytes -> hash.add(ByteBuffer.allocate(4).putInt(bytes.length).flip()).add(bytes));
    return hash.hex();
  }

  /** A number in [0, 1) that depends on the text alone, evenly spread. */
  static double unit(String text) {
    return (ByteBuffer.wrap(new Sha256().add(text).bytes()).getLong() >>> 11) * 0x1p-53;
  }
}
