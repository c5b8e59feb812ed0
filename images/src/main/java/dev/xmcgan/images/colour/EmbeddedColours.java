package dev.xmcgan.images.colour;

import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.containers.ImageMetadata;
import dev.xmcgan.images.containers.JpegSegments;
import dev.xmcgan.images.containers.JpegSegments.Segment;
import java.util.List;
import java.util.Optional;

/**
 * What a file says its colours are, in one way for all formats: an ICC profile, or in PNG its
 * shorter forms. What is broken, or says no more than sRGB, is left aside: the samples are then
 * taken for sRGB, as nearly all are.
 */
public final class EmbeddedColours {
  private static final int CMYK = 4;

  private EmbeddedColours() {}

  /** The conversion that the file's samples need, once they are RGB; mostly none. */
  public static Optional<ColourConversion> of(ImageFileType type, byte[] file) {
    Optional<ColourConversion> conversion =
        type == ImageFileType.PNG ? PngColours.coded(file) : Optional.empty();
    if (conversion.isEmpty()) {
      conversion = ImageMetadata.iccProfile(type, file).flatMap(IccConversion::of);
    }
    if (conversion.isEmpty() && type == ImageFileType.PNG) {
      conversion = PngColours.measured(file);
    }
    return conversion.filter(needed -> !needed.isIdentity());
  }

  /**
   * A JPEG as its reader shall see it: with its profile where that is needed to turn CMYK into
   * colours of a screen, and otherwise without, because readers fail at broken ones.
   */
  public static byte[] withoutUnusedProfile(byte[] jpeg) {
    List<Segment> segments = JpegSegments.of(jpeg);
    List<Segment> profile =
        segments.stream().filter(segment -> ImageMetadata.isProfile(jpeg, segment)).toList();
    boolean isUsed =
        JpegSegments.components(jpeg, segments) == CMYK
            && ImageMetadata.iccProfile(ImageFileType.JPEG, jpeg)
                .filter(IccConversion::isUsableCmyk)
                .isPresent();
    return profile.isEmpty() || isUsed ? jpeg : JpegSegments.without(jpeg, profile);
  }
}
