package dev.xmcgan.trainer.curation;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32;

/** Image files for tests. */
public final class TestImages {
  private TestImages() {}

  /** A PNG of noise from a seed: never equal for two seeds. */
  public static byte[] noisePng(int size, long seed) {
    byte[] rgb = new byte[size * size * 3];
    new Random(seed).nextBytes(rgb);
    return PngFile.encode(RgbImage.square(size, rgb));
  }

  /** A few dozen bytes whose valid header claims {@code width x height} pixels. */
  static byte[] bombPng(int width, int height) {
    byte[] file = noisePng(1, 1);
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.putInt(16, width).putInt(20, height);
    CRC32 checksum = new CRC32();
    checksum.update(file, 12, 17);
    bytes.putInt(29, (int) checksum.getValue());
    return file;
  }
}
