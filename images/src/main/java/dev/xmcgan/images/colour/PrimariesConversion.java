package dev.xmcgan.images.colour;

import java.util.function.DoubleUnaryOperator;

/**
 * By the primaries and the curve of an RGB space: to linear light, through one matrix, back by the
 * curve of sRGB. White stays white (adaptation after Bradford).
 */
public final class PrimariesConversion implements ColourConversion {
  /** White, red, green and blue of sRGB as x, y of CIE 1931. */
  static final double[] SRGB = {0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06};

  /** IEC 61966-2-1, from a sample in 0 to 1 to linear light. */
  static final DoubleUnaryOperator SRGB_CURVE =
      value -> value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);

  private static final double[][] BRADFORD = {
    {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
  };

  /** Steps of linear light for which a sample is looked up. */
  private static final int STEPS = 1 << 14;

  private static final byte[] SAMPLES = samples();

  private final double[] linear = new double[256];
  private final double[][] matrix;

  /**
   * A space.
   *
   * @param primaries as {@link #SRGB}
   * @param curve from a sample in 0 to 1 to linear light
   */
  PrimariesConversion(double[] primaries, DoubleUnaryOperator curve) {
    for (int level = 0; level < linear.length; level++) {
      linear[level] = curve.applyAsDouble(level / 255.0);
    }
    matrix = product(inverse(toXyz(SRGB)), product(adaptation(white(primaries)), toXyz(primaries)));
  }

  @Override
  public void toSrgb(byte[] rgb) {
    for (int at = 0; at < rgb.length; at += COLOURS) {
      double red = linear[rgb[at] & 0xff];
      double green = linear[rgb[at + 1] & 0xff];
      double blue = linear[rgb[at + 2] & 0xff];
      for (int colour = 0; colour < COLOURS; colour++) {
        double[] row = matrix[colour];
        double light = row[0] * red + row[1] * green + row[2] * blue;
        int step = (int) Math.round(Math.max(0, Math.min(1, light)) * STEPS);
        rgb[at + colour] = SAMPLES[step];
      }
    }
  }

  private static byte[] samples() {
    byte[] samples = new byte[STEPS + 1];
    for (int step = 0; step <= STEPS; step++) {
      double light = (double) step / STEPS;
      double sample = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
      samples[step] = (byte) Math.round(255 * sample);
    }
    return samples;
  }

  /** Columns are the primaries, scaled so that together they are white. */
  private static double[][] toXyz(double[] xy) {
    double[][] columns = new double[3][3];
    for (int primary = 0; primary < 3; primary++) {
      double[] xyz = xyz(xy[2 + 2 * primary], xy[3 + 2 * primary]);
      for (int row = 0; row < 3; row++) {
        columns[row][primary] = xyz[row];
      }
    }
    double[] scale = product(inverse(columns), white(xy));
    for (double[] row : columns) {
      for (int primary = 0; primary < 3; primary++) {
        row[primary] *= scale[primary];
      }
    }
    return columns;
  }

  private static double[] white(double[] xy) {
    return xyz(xy[0], xy[1]);
  }

  private static double[] xyz(double x, double y) {
    return new double[] {x / y, 1, (1 - x - y) / y};
  }

  private static double[][] adaptation(double[] white) {
    double[] from = product(BRADFORD, white);
    double[] to = product(BRADFORD, white(SRGB));
    double[][] scale = new double[3][3];
    for (int i = 0; i < 3; i++) {
      scale[i][i] = to[i] / from[i];
    }
    return product(inverse(BRADFORD), product(scale, BRADFORD));
  }

  private static double[] product(double[][] a, double[] v) {
    double[] result = new double[3];
    for (int row = 0; row < 3; row++) {
      result[row] = a[row][0] * v[0] + a[row][1] * v[1] + a[row][2] * v[2];
    }
    return result;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] result = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int i = 0; i < 3; i++) {
          result[row][column] += a[row][i] * b[i][column];
        }
      }
    }
    return result;
  }

  private static double[][] inverse(double[][] m) {
    double[][] cofactors = new double[3][3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int r1 = (row + 1) % 3;
        int r2 = (row + 2) % 3;
        int c1 = (column + 1) % 3;
        int c2 = (column + 2) % 3;
        cofactors[column][row] = m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
      }
    }
    double determinant =
        m[0][0] * cofactors[0][0] + m[0][1] * cofactors[1][0] + m[0][2] * cofactors[2][0];
    for (double[] row : cofactors) {
      for (int column = 0; column < 3; column++) {
        row[column] /= determinant;
      }
    }
    return cofactors;
  }
}
