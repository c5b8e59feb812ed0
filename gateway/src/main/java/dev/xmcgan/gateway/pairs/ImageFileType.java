package dev.xmcgan.gateway.pairs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The image files a pair may hold, told by their first bytes, never by name or claimed type. */
enum ImageFileType {
  PNG,
  JPEG,
  WEBP;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] JPEG_SIGNATURE = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
  private static final byte[] RIFF = "RIFF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBP_FORM = "WEBP".getBytes(StandardCharsets.US_ASCII);

  /** The type of a file; empty for anything else. */
  static Optional<ImageFileType> of(byte[] file) {
    if (hasAt(file, 0, PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (hasAt(file, 0, JPEG_SIGNATURE)) {
      return Optional.of(JPEG);
    }
    if (hasAt(file, 0, RIFF) && hasAt(file, 8, WEBP_FORM)) {
      return Optional.of(WEBP);
    }
    return Optional.empty();
  }

  private static boolean hasAt(byte[] file, int offset, byte[] wanted) {
    int end = offset + wanted.length;
    return file.length >= end && Arrays.equals(file, offset, end, wanted, 0, wanted.length);
  }
}
