package dev.xmcgan.images;

import dev.xmcgan.images.JpegSegments.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What an image file says beside its pixels: its EXIF block, whatever the format. */
final class ImageMetadata {
  private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private ImageMetadata() {}

  /** The EXIF block (a TIFF directory), without the prefix that JPEG puts before it. */
  static Optional<byte[]> exif(ImageFileType type, byte[] file) {
    return switch (type) {
      case JPEG ->
          JpegSegments.of(file).stream()
              .filter(segment -> segment.marker() == JpegSegments.APP1)
              .map(segment -> content(file, segment))
              .filter(ImageMetadata::hasExifPrefix)
              .findFirst()
              .map(ImageMetadata::withoutExifPrefix);
      case PNG ->
          PngChunks.of(file).stream()
              .filter(chunk -> chunk.type().equals("eXIf") && chunk.isIntact())
              .findFirst()
              .map(chunk -> withoutExifPrefix(chunk.content()));
      case WEBP ->
          WebPChunks.of(file).stream()
              .filter(chunk -> chunk.type().equals("EXIF") && chunk.isWhole(file))
              .findFirst()
              .map(chunk -> Arrays.copyOfRange(file, chunk.from(), (int) chunk.to()))
              .map(ImageMetadata::withoutExifPrefix);
    };
  }

  private static byte[] content(byte[] file, Segment segment) {
    return Arrays.copyOfRange(file, segment.from(), segment.to());
  }

  private static boolean hasExifPrefix(byte[] block) {
    int length = EXIF_PREFIX.length;
    return block.length >= length && Arrays.equals(block, 0, length, EXIF_PREFIX, 0, length);
  }

  /** Some writers put it before the block in PNG and WebP too. */
  private static byte[] withoutExifPrefix(byte[] block) {
    return hasExifPrefix(block)
        ? Arrays.copyOfRange(block, EXIF_PREFIX.length, block.length)
        : block;
  }
}
