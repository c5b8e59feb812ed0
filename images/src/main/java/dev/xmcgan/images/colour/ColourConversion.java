package dev.xmcgan.images.colour;

/** From the colours that a file's samples mean to sRGB. */
public interface ColourConversion {
  /** Red, green, blue. */
  int COLOURS = 3;

  /**
   * Converts in place.
   *
   * @param rgb red, green, blue of each pixel
   */
  void toSrgb(byte[] rgb);

  /** Whether it leaves every colour within a level or two where it is. */
  default boolean isIdentity() {
    int[] levels = {0, 1, 16, 64, 128, 200, 255};
    byte[] colours = new byte[levels.length * levels.length * levels.length * COLOURS];
    int to = 0;
    for (int red : levels) {
      for (int green : levels) {
        for (int blue : levels) {
          colours[to++] = (byte) red;
          colours[to++] = (byte) green;
          colours[to++] = (byte) blue;
        }
      }
    }
    byte[] converted = colours.clone();
    toSrgb(converted);
    for (int i = 0; i < colours.length; i++) {
      if (Math.abs((colours[i] & 0xff) - (converted[i] & 0xff)) > 2) {
        return false;
      }
    }
    return true;
  }
}
