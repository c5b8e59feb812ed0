package dev.xmcgan.images.containers;

import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.containers.JpegSegments.Segment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/** What an image file says beside its pixels: EXIF block and ICC profile, whatever the format. */
public final class ImageMetadata {
  private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] ICC_PREFIX = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  /** Those of printers have a megabyte or two. */
  private static final int MAX_PROFILE_BYTES = 4 << 20;

  private ImageMetadata() {}

  /** The EXIF block (a TIFF directory), without the prefix that JPEG puts before it. */
  public static Optional<byte[]> exif(ImageFileType type, byte[] file) {
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
      case GIF, BMP -> Optional.empty();
    };
  }

  /**
   * The embedded ICC profile, as it is; empty where there is none, or a part of it is missing, or
   * it is larger than any profile.
   */
  public static Optional<byte[]> iccProfile(ImageFileType type, byte[] file) {
    return switch (type) {
      case JPEG -> jpegProfile(file);
      case PNG ->
          PngChunks.of(file).stream()
              .filter(chunk -> chunk.type().equals("iCCP") && chunk.isIntact())
              .findFirst()
              .flatMap(chunk -> inflated(chunk.content()));
      case WEBP ->
          WebPChunks.of(file).stream()
              .filter(chunk -> chunk.type().equals("ICCP") && chunk.isWhole(file))
              .filter(chunk -> chunk.to() - chunk.from() <= MAX_PROFILE_BYTES)
              .findFirst()
              .map(chunk -> Arrays.copyOfRange(file, chunk.from(), (int) chunk.to()));
      case GIF, BMP -> Optional.empty();
    };
  }

  /** Whether a segment of a JPEG file is a part of its ICC profile. */
  public static boolean isProfile(byte[] file, Segment segment) {
    return segment.marker() == JpegSegments.APP2
        && segment.to() - segment.from() > ICC_PREFIX.length + 2
        && ImageFileType.startsWith(file, segment.from(), ICC_PREFIX);
  }

  /** Behind the prefix each part has its number, from 1, and the number of parts. */
  private static Optional<byte[]> jpegProfile(byte[] file) {
    List<Segment> parts =
        JpegSegments.of(file).stream()
            .filter(segment -> isProfile(file, segment))
            .sorted(Comparator.comparingInt(part -> file[part.from() + ICC_PREFIX.length] & 0xff))
            .toList();
    var profile = new ByteArrayOutputStream();
    for (int i = 0; i < parts.size(); i++) {
      int numbers = parts.get(i).from() + ICC_PREFIX.length;
      if ((file[numbers] & 0xff) != i + 1 || (file[numbers + 1] & 0xff) != parts.size()) {
        return Optional.empty();
      }
      profile.write(file, numbers + 2, parts.get(i).to() - numbers - 2);
    }
    return profile.size() == 0 || profile.size() > MAX_PROFILE_BYTES
        ? Optional.empty()
        : Optional.of(profile.toByteArray());
  }

  /** Behind a name, its zero and the method: deflated, and inflated no further than it may be. */
  private static Optional<byte[]> inflated(byte[] chunk) {
    int at = 0;
    while (at < chunk.length && chunk[at] != 0) {
      at++;
    }
    int from = Math.min(chunk.length, at + 2);
    try (var in =
        new InflaterInputStream(new ByteArrayInputStream(chunk, from, chunk.length - from))) {
      byte[] profile = in.readNBytes(MAX_PROFILE_BYTES + 1);
      return profile.length > MAX_PROFILE_BYTES ? Optional.empty() : Optional.of(profile);
    } catch (IOException broken) {
      return Optional.empty();
    }
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
