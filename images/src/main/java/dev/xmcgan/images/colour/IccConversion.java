package dev.xmcgan.images.colour;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** By an ICC profile for RGB or gray. */
public final class IccConversion implements ColourConversion {
  private static final int CHUNK_PIXELS = 1 << 14;

  private final ColorConvertOp conversion;

  private IccConversion(ICC_Profile profile) {
    conversion =
        new ColorConvertOp(
            new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null);
  }

  /** By a profile as it stands in a file; empty for a broken one and one for other samples. */
  public static Optional<ColourConversion> of(byte[] profile) {
    try {
      ICC_Profile icc = ICC_Profile.getInstance(profile);
      return switch (icc.getColorSpaceType()) {
        case ColorSpace.TYPE_RGB -> {
          var conversion = new IccConversion(icc);
          conversion.toSrgb(new byte[COLOURS]); // now is the time to fail
          yield Optional.of(conversion);
        }
        case ColorSpace.TYPE_GRAY -> Optional.of(grayLevels(new IccConversion(icc)));
        default -> Optional.empty();
      };
    } catch (RuntimeException broken) {
      // the JDK throws four kinds of them
      return Optional.empty();
    }
  }

  /** Whether a profile tells what CMYK samples look like. */
  public static boolean isUsableCmyk(byte[] profile) {
    try {
      ICC_Profile icc = ICC_Profile.getInstance(profile);
      return icc.getColorSpaceType() == ColorSpace.TYPE_CMYK
          && new ICC_ColorSpace(icc).toRGB(new float[4]).length == COLOURS;
    } catch (RuntimeException broken) {
      return false;
    }
  }

  @Override
  public void toSrgb(byte[] rgb) {
    for (int from = 0; from < rgb.length; from += COLOURS * CHUNK_PIXELS) {
      int to = Math.min(rgb.length, from + COLOURS * CHUNK_PIXELS);
      byte[] converted = converted(Arrays.copyOfRange(rgb, from, to), COLOURS);
      System.arraycopy(converted, 0, rgb, from, converted.length);
    }
  }

  private byte[] converted(byte[] samples, int bands) {
    int pixels = samples.length / bands;
    byte[] rgb = new byte[COLOURS * pixels];
    conversion.filter(row(samples, bands), row(rgb, COLOURS));
    return rgb;
  }

  private static WritableRaster row(byte[] samples, int bands) {
    int[] offsets = new int[bands];
    Arrays.setAll(offsets, band -> band);
    return Raster.createInterleavedRaster(
        new DataBufferByte(samples, samples.length),
        samples.length / bands,
        1,
        samples.length,
        bands,
        offsets,
        null);
  }

  private static ColourConversion grayLevels(IccConversion gray) {
    byte[] levels = new byte[256];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = (byte) level;
    }
    byte[] converted = gray.converted(levels, 1);
    for (int level = 0; level < levels.length; level++) {
      levels[level] = converted[COLOURS * level];
    }
    return new Gray(levels);
  }

  /** What gray is; of no use to a picture with colours. */
  @SuppressWarnings("ArrayRecordComponent") // a table, never compared
  private record Gray(byte[] levels) implements ColourConversion {
    @Override
    public void toSrgb(byte[] rgb) {
      for (int i = 0; i < rgb.length; i += COLOURS) {
        if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
          return;
        }
      }
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = levels[rgb[i] & 0xff];
      }
    }

    @Override
    public boolean isIdentity() {
      return IntStream.range(0, levels.length)
          .allMatch(level -> Math.abs((levels[level] & 0xff) - level) <= 2);
    }
  }
}
