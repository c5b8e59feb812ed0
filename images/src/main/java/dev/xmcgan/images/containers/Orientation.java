package dev.xmcgan.images.containers;

import dev.xmcgan.images.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a picture was held when it was taken: EXIF tag 274. The names say what must be done with the
 * stored pixels to see them upright.
 */
public enum Orientation {
  KEEP,
  FLIP_HORIZONTALLY,
  ROTATE_180,
  FLIP_VERTICALLY,
  TRANSPOSE,
  ROTATE_RIGHT,
  TRANSVERSE,
  ROTATE_LEFT;

  private static final int TAG = 274;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY_BYTES = 12;
  private static final int HEADER_BYTES = 8;

  /**
   * The orientation that an EXIF block names.
   *
   * @param exif a TIFF directory
   * @return {@link #KEEP} where the block is broken or names none of the eight
   */
  public static Orientation of(byte[] exif) {
    if (exif.length < HEADER_BYTES) {
      return KEEP;
    }
    ByteBuffer in = ByteBuffer.wrap(exif);
    String order = new String(exif, 0, 2, StandardCharsets.US_ASCII);
    if (order.equals("II")) {
      in.order(ByteOrder.LITTLE_ENDIAN);
    } else if (!order.equals("MM")) {
      return KEEP;
    }
    int directory = in.getInt(4);
    if (directory < HEADER_BYTES || directory > exif.length - Short.BYTES) {
      return KEEP;
    }
    int entries = Short.toUnsignedInt(in.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int at = directory + Short.BYTES + i * ENTRY_BYTES;
      if (at > exif.length - ENTRY_BYTES) {
        return KEEP;
      }
      if (Short.toUnsignedInt(in.getShort(at)) == TAG) {
        return named(in, at);
      }
    }
    return KEEP;
  }

  private static Orientation named(ByteBuffer in, int entry) {
    long value =
        switch (in.getShort(entry + 2)) {
          case SHORT -> in.getShort(entry + 8);
          case LONG -> in.getInt(entry + 8);
          default -> 1;
        };
    return value >= 1 && value <= values().length ? values()[(int) value - 1] : KEEP;
  }

  /** The stored pixels as they are meant to be seen. */
  public RgbImage upright(RgbImage stored) {
    if (this == KEEP) {
      return stored;
    }
    boolean onItsSide = ordinal() >= TRANSPOSE.ordinal();
    int width = onItsSide ? stored.height() : stored.width();
    int height = onItsSide ? stored.width() : stored.height();
    int right = stored.width() - 1;
    int bottom = stored.height() - 1;
    byte[] from = stored.rgb();
    byte[] rgb = new byte[from.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column =
            switch (this) {
              case KEEP, FLIP_VERTICALLY -> x;
              case FLIP_HORIZONTALLY, ROTATE_180 -> right - x;
              case TRANSPOSE, ROTATE_RIGHT -> y;
              case TRANSVERSE, ROTATE_LEFT -> right - y;
            };
        int row =
            switch (this) {
              case KEEP, FLIP_HORIZONTALLY -> y;
              case FLIP_VERTICALLY, ROTATE_180 -> bottom - y;
              case TRANSPOSE, ROTATE_LEFT -> x;
              case TRANSVERSE, ROTATE_RIGHT -> bottom - x;
            };
        int at = RgbImage.COLOURS * (row * stored.width() + column);
        rgb[to++] = from[at];
        rgb[to++] = from[at + 1];
        rgb[to++] = from[at + 2];
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
