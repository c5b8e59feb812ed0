package dev.xmcgan.images.colour;

import dev.xmcgan.images.containers.PngChunks;
import dev.xmcgan.images.containers.PngChunks.Chunk;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The ways in which a PNG file tells its colours without an ICC profile: by code points of ITU-T
 * H.273 (cICP), or by measured primaries and gamma (cHRM, gAMA). High dynamic range (PQ, HLG) is
 * not converted.
 */
public final class PngColours {
  private static final double UNITS = 100_000;

  private PngColours() {}

  /** By cICP, which goes before a profile. */
  public static Optional<ColourConversion> coded(byte[] png) {
    return chunk(png, "cICP", 4)
        .filter(code -> code.get(2) == 0 && code.get(3) == 1) // RGB, full range
        .flatMap(
            code ->
                primaries(code.get(0))
                    .flatMap(
                        primaries ->
                            curve(code.get(1))
                                .map(curve -> new PrimariesConversion(primaries, curve))));
  }

  /** By cHRM and gAMA, which go behind a profile and count for nothing beside sRGB. */
  public static Optional<ColourConversion> measured(byte[] png) {
    Optional<double[]> primaries =
        chunk(png, "cHRM", 32).map(PngColours::measuredPrimaries).filter(PngColours::isGamut);
    Optional<Double> gamma =
        chunk(png, "gAMA", 4).map(value -> value.getInt(0) / UNITS).filter(PngColours::isGamma);
    if (chunk(png, "sRGB", 1).isPresent() || (primaries.isEmpty() && gamma.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new PrimariesConversion(
            primaries.orElse(PrimariesConversion.SRGB),
            gamma.map(PngColours::power).orElse(PrimariesConversion.SRGB_CURVE)));
  }

  private static double[] measuredPrimaries(ByteBuffer chunk) {
    double[] primaries = new double[8];
    for (int i = 0; i < primaries.length; i++) {
      primaries[i] = chunk.getInt(4 * i) / UNITS;
    }
    return primaries;
  }

  /** Whether these are places within the diagram that span a triangle. */
  private static boolean isGamut(double[] xy) {
    for (int i = 0; i < xy.length; i += 2) {
      if (!(xy[i] >= 0 && xy[i + 1] > 0.001 && xy[i] + xy[i + 1] <= 1.001)) {
        return false;
      }
    }
    double area = (xy[4] - xy[2]) * (xy[7] - xy[3]) - (xy[6] - xy[2]) * (xy[5] - xy[3]);
    return Math.abs(area) > 0.01;
  }

  private static boolean isGamma(double gamma) {
    return gamma >= 0.1 && gamma <= 2;
  }

  /** The usual 1/2.2 is what is written for sRGB. */
  private static DoubleUnaryOperator power(double gamma) {
    return Math.abs(gamma - 1 / 2.2) < 0.005
        ? PrimariesConversion.SRGB_CURVE
        : value -> Math.pow(value, 1 / gamma);
  }

  private static Optional<double[]> primaries(int code) {
    return switch (code) {
      case 1 -> Optional.of(PrimariesConversion.SRGB); // BT.709
      case 9 -> Optional.of(gamut(0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046));
      case 11 -> Optional.of(gamut(0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06));
      case 12 -> Optional.of(gamut(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06));
      default -> Optional.empty();
    };
  }

  private static double[] gamut(double... xy) {
    return xy;
  }

  private static Optional<DoubleUnaryOperator> curve(int code) {
    return switch (code) {
      case 1, 6, 14, 15 ->
          Optional.of(
              value -> value < 0.081 ? value / 4.5 : Math.pow((value + 0.099) / 1.099, 1 / 0.45));
      case 4 -> Optional.of(value -> Math.pow(value, 2.2));
      case 5 -> Optional.of(value -> Math.pow(value, 2.8));
      case 8 -> Optional.of(DoubleUnaryOperator.identity());
      case 13 -> Optional.of(PrimariesConversion.SRGB_CURVE);
      default -> Optional.empty();
    };
  }

  private static Optional<ByteBuffer> chunk(byte[] png, String type, int bytes) {
    List<Chunk> chunks = PngChunks.of(png);
    return chunks.stream()
        .filter(chunk -> chunk.type().equals(type) && chunk.isIntact())
        .map(chunk -> ByteBuffer.wrap(chunk.content()))
        .filter(content -> content.remaining() >= bytes)
        .findFirst();
  }
}
