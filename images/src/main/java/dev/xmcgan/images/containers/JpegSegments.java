package dev.xmcgan.images.containers;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The segments of a JPEG file, told apart without decoding anything. */
public final class JpegSegments {
  /** Header of a frame whose scans refine each other. */
  public static final int START_OF_FRAME_PROGRESSIVE = 0xc2;

  /** Tables for the coded data that follow. */
  public static final int HUFFMAN_TABLES = 0xc4;

  /** Header of a scan; coded data follow. */
  public static final int START_OF_SCAN = 0xda;

  /** Where EXIF is. */
  public static final int APP1 = 0xe1;

  /** Where ICC profiles are. */
  public static final int APP2 = 0xe2;

  /** Not a marker: the coded data behind a scan's header. */
  public static final int CODED_DATA = 0;

  /** Marker and length, before a segment's content. */
  private static final int MARKER_BYTES = 4;

  private static final int END_OF_IMAGE = 0xd9;

  private JpegSegments() {}

  /**
   * A segment.
   *
   * @param marker its second byte, or {@link #CODED_DATA}
   * @param from first byte of its content, behind marker and length
   * @param to behind its last byte
   */
  public record Segment(int marker, int from, int to) {}

  /** All segments up to the end of the image, or up to where the file stops making sense. */
  public static List<Segment> of(byte[] file) {
    List<Segment> segments = new ArrayList<>();
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++; // fill byte
      } else if (marker == END_OF_IMAGE) {
        break;
      } else {
        int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
        int to = Math.min(file.length, at + 2 + length);
        segments.add(new Segment(marker, Math.min(at + 4, to), to));
        at = to;
        if (marker == START_OF_SCAN) {
          int end = endOfCodedData(file, at);
          segments.add(new Segment(CODED_DATA, at, end));
          at = end;
        }
      }
    }
    return segments;
  }

  /** Samples of each pixel: 1 gray, 3 colour, 4 CMYK; 0 where no frame header tells. */
  public static int components(byte[] file, List<Segment> segments) {
    return segments.stream()
        .filter(segment -> isFrameHeader(segment.marker()) && segment.to() - segment.from() >= 6)
        .findFirst()
        .map(segment -> file[segment.from() + 5] & 0xff)
        .orElse(0);
  }

  /** The file without some of its segments. */
  public static byte[] without(byte[] file, List<Segment> dropped) {
    var kept = new ByteArrayOutputStream(file.length);
    int at = 0;
    for (Segment segment : dropped) {
      kept.write(file, at, segment.from() - MARKER_BYTES - at);
      at = segment.to();
    }
    kept.write(file, at, file.length - at);
    return kept.toByteArray();
  }

  private static boolean isFrameHeader(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /**
   * Whether each of these Huffman tables reads a run of zero bits as its symbol zero: no change of
   * a mean, end of a block.
   */
  public static boolean codesOfZerosMeanZero(byte[] file, Segment tables) {
    int at = tables.from();
    while (at + 17 < tables.to()) {
      int symbols = 0;
      for (int length = 1; length <= 16; length++) {
        symbols += file[at + length] & 0xff;
      }
      // codes are given in order, so that the first symbol has the code of zeros
      if (symbols > 0 && file[at + 17] != 0) {
        return false;
      }
      at += 17 + symbols;
    }
    return true;
  }

  private static int endOfCodedData(byte[] file, int from) {
    for (int at = from; at + 1 < file.length; at++) {
      if ((file[at] & 0xff) == 0xff) {
        int next = file[at + 1] & 0xff;
        boolean restart = next >= 0xd0 && next <= 0xd7;
        if (next != 0 && next != 0xff && !restart) {
          return at;
        }
      }
    }
    return file.length;
  }
}
