package dev.xmcgan.schemas.limits;

/** What a caption request may hold, whichever way it comes. */
public final class RequestLimits {
  /** Longest request id, in code points. */
  public static final int MAX_ID_LENGTH = 256;

  /** Longest caption, in code points. */
  public static final int MAX_CAPTION_LENGTH = 2_000;

  /** Most images of one request. */
  public static final int MAX_COUNT = 10;

  /** Most images of an interpolation. */
  public static final int MAX_FRAMES = 32;

  /** Smallest edge of an image, in pixels, where one is asked for. */
  public static final int MIN_SIZE = 16;

  /** Largest edge of an image, in pixels. */
  public static final int MAX_SIZE = 1_024;

  /** Longest name of a model (release channel or checkpoint id) or tenant, in code points. */
  public static final int MAX_NAME_LENGTH = 256;

  /** As fine as a format is written. */
  public static final int MAX_COMPRESSION = 100;

  /** Smallest truncation of the noise: below it, drawing the noise again hardly ever ends. */
  public static final double MIN_TRUNCATION = 0.05;

  private RequestLimits() {}

  /** The length of a text as all limits of texts count it: in code points. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
