package dev.xmcgan.images.containers;

import dev.xmcgan.images.ImageHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The numbers in a BMP file's header that the JDK's reader believes: it allocates palettes and
 * compressed pixels of any size, and hands embedded JPEG and PNG files on, whatever they claim.
 */
public final class BmpHeader {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int PLAIN = 0;
  private static final int RUN_LENGTHS_8 = 1;
  private static final int RUN_LENGTHS_4 = 2;
  private static final int BIT_FIELDS = 3;

  private BmpHeader() {}

  /** What of it must not reach the reader. */
  static Optional<String> damage(byte[] file) {
    ByteBuffer in = littleEndian(file);
    int needed = FILE_HEADER_BYTES + in.getInt(FILE_HEADER_BYTES);
    long pixels = pixelsAt(in);
    if (file.length < needed || pixels < needed || pixels > file.length) {
      return Optional.of("it ends too early");
    }
    long room = file.length - pixels;
    return switch (compression(in)) {
      case PLAIN, BIT_FIELDS -> Optional.empty();
      case RUN_LENGTHS_8, RUN_LENGTHS_4 ->
          Integer.toUnsignedLong(in.getInt(34)) > room
                  || (in.getInt(34) == 0 && Integer.toUnsignedLong(in.getInt(2)) > file.length)
              ? Optional.of("it ends too early")
              : Optional.empty();
      default -> Optional.of("its compression " + compression(in) + " is not read");
    };
  }

  /** What is wrong with the number of its pixels. */
  static Optional<String> missingPixels(byte[] file) {
    ByteBuffer in = littleEndian(file);
    if (compression(in) != PLAIN && compression(in) != BIT_FIELDS) {
      return Optional.empty();
    }
    ImageHeader size = size(file);
    long rowBytes = ((long) size.width() * in.getShort(isOld(in) ? 24 : 28) + 31) / 32 * 4;
    // the last row may lack its padding
    return rowBytes * size.height() - 3 > file.length - pixelsAt(in)
        ? Optional.of("it ends too early")
        : Optional.empty();
  }

  /** Width and height; rows from the top have a negative height. The JDK's reader refuses bombs. */
  public static ImageHeader size(byte[] file) {
    ByteBuffer in = littleEndian(file);
    return isOld(in)
        ? new ImageHeader(in.getShort(18) & 0xffff, in.getShort(20) & 0xffff)
        : new ImageHeader(in.getInt(18), Math.abs(in.getInt(22)));
  }

  private static ByteBuffer littleEndian(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long pixelsAt(ByteBuffer in) {
    return Integer.toUnsignedLong(in.getInt(10));
  }

  private static boolean isOld(ByteBuffer in) {
    return in.getInt(FILE_HEADER_BYTES) == 12;
  }

  private static int compression(ByteBuffer in) {
    return isOld(in) ? PLAIN : in.getInt(30);
  }
}
