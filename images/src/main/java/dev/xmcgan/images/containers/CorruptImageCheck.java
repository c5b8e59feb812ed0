package dev.xmcgan.images.containers;

import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.containers.JpegSegments.Segment;
import dev.xmcgan.images.containers.PngChunks.Chunk;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds damage that decoders let pass: they fill what is missing with grey or black and at most
 * warn, and half a picture would be learned as a whole one.
 *
 * <ul>
 *   <li>PNG: checksums of the chunks with pixels, and those of the compressed pixels themselves.
 *   <li>JPEG: libjpeg's warnings about its coded data; data without an end that are zeros, or zeros
 *       that by its Huffman tables are no flat area.
 *   <li>WebP: chunks that end behind the file; data that ends in zeros or has a hole of zeros.
 *   <li>BMP: a header that promises more than the file has, see {@link BmpHeader}.
 * </ul>
 *
 * <p>JPEG and WebP have no checksums. Zeros are what is left of a file whose disk space was
 * reserved and never written, or whose blocks were lost; coded data looks random.
 */
public final class CorruptImageCheck {
  /** Zeros that no encoder writes, as far as its tables tell. */
  private static final int ZEROS_AT_END = 64;

  /** Zeros within WebP's data that no encoder writes; flat areas may code as some. */
  private static final int ZEROS_WITHIN = 512;

  private static final String ENDS_IN_ZEROS = "its data ends in nothing but zeros";
  private static final String HAS_ZEROS = "a part of its data is nothing but zeros";

  private static final Set<String> WEBP_PIXELS = Set.of("VP8 ", "VP8L", "ALPH");

  private static final List<String> JPEG_DAMAGE =
      List.of("corrupt jpeg data", "premature end", "inconsistent progression");

  private CorruptImageCheck() {}

  /**
   * Checks what a header alone can do to a reader.
   *
   * @throws DamagedImageException when its reader must not see the file
   */
  public static void checkHeader(ImageFileType type, byte[] file) throws DamagedImageException {
    if (type == ImageFileType.BMP) {
      throwIf(BmpHeader.damage(file));
    }
  }

  /**
   * Checks a file whose header is right, before it is decoded.
   *
   * @throws DamagedImageException when something is wrong with it
   */
  public static void check(ImageFileType type, byte[] file) throws DamagedImageException {
    throwIf(
        switch (type) {
          case PNG -> pngDamage(file);
          case JPEG -> jpegDamage(file);
          case WEBP -> webpDamage(file);
          case BMP -> BmpHeader.missingPixels(file);
          case GIF -> Optional.empty(); // its reader's progress tells
        });
  }

  private static void throwIf(Optional<String> damage) throws DamagedImageException {
    if (damage.isPresent()) {
      throw new DamagedImageException(damage.get());
    }
  }

  /** Whether a decoder's warning tells of damaged pixels. */
  public static boolean isDamage(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    return JPEG_DAMAGE.stream().anyMatch(text::contains);
  }

  private static Optional<String> pngDamage(byte[] file) {
    List<Chunk> chunks = PngChunks.of(file);
    return chunks.stream()
        .filter(chunk -> PngChunks.hasPixels(chunk) && !chunk.isIntact())
        .map(chunk -> "the checksum of its " + chunk.type() + " chunk is wrong")
        .findFirst()
        .or(() -> PngPixelStream.damage(chunks));
  }

  private static Optional<String> jpegDamage(byte[] file) {
    List<Segment> segments = JpegSegments.of(file);
    boolean zerosCanBeRight = zerosCanBeRight(file, segments);
    for (Segment segment : segments) {
      if (segment.marker() == JpegSegments.CODED_DATA) {
        boolean unended = segment.to() == file.length;
        if (unended && zerosBefore(file, segment.to()) >= ZEROS_AT_END) {
          return Optional.of(ENDS_IN_ZEROS);
        }
        if (!zerosCanBeRight && hasZeros(file, segment.from(), segment.to(), ZEROS_AT_END)) {
          return Optional.of(HAS_ZEROS);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether long runs of zeros may be what the encoder wrote. In a baseline file they may where its
   * Huffman tables give the code of zeros to "no change" and "end of block": then they are a flat
   * area. Elsewhere each zero would be a coefficient. What the passes of a progressive file do with
   * zeros is not told apart.
   */
  private static boolean zerosCanBeRight(byte[] file, List<Segment> segments) {
    boolean flat = true;
    for (Segment segment : segments) {
      if (segment.marker() == JpegSegments.START_OF_FRAME_PROGRESSIVE) {
        return true;
      }
      if (segment.marker() == JpegSegments.HUFFMAN_TABLES) {
        flat &= JpegSegments.codesOfZerosMeanZero(file, segment);
      }
    }
    return flat;
  }

  private static Optional<String> webpDamage(byte[] file) {
    for (WebPChunks.Chunk chunk : WebPChunks.of(file)) {
      if (WEBP_PIXELS.contains(chunk.type())) {
        if (!chunk.isWhole(file)) {
          return Optional.of("it ends too early");
        }
        int to = (int) chunk.to();
        if (!chunk.type().equals("ALPH")) { // which may be stored as it is, zeros and all
          if (zerosBefore(file, to) >= ZEROS_AT_END) {
            return Optional.of(ENDS_IN_ZEROS);
          }
          if (hasZeros(file, chunk.from(), to, ZEROS_WITHIN)) {
            return Optional.of(HAS_ZEROS);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean hasZeros(byte[] file, int from, int to, int most) {
    int run = 0;
    for (int at = from; at < to && run < most; at++) {
      run = file[at] == 0 ? run + 1 : 0;
    }
    return run >= most;
  }

  private static int zerosBefore(byte[] file, int end) {
    int at = end;
    while (at > 0 && file[at - 1] == 0) {
      at--;
    }
    return end - at;
  }
}
