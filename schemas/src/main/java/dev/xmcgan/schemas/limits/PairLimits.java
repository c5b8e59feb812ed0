package dev.xmcgan.schemas.limits;

/** What an image–text pair may hold, whichever way it comes. */
public final class PairLimits {
  /** Longest pair id, in code points. */
  public static final int MAX_ID_LENGTH = 512;

  /** Longest caption, in code points. */
  public static final int MAX_CAPTION_LENGTH = RequestLimits.MAX_CAPTION_LENGTH;

  /** Most captions of one pair: a curated pair must fit into one record. */
  public static final int MAX_CAPTIONS = 100;

  /** Most bytes of source and metadata together, which are carried through. */
  public static final int MAX_METADATA_BYTES = 256 * 1024;

  /** Largest image file in a record, in bytes; doors make a larger one smaller before it. */
  public static final int MAX_IMAGE_BYTES = 4 * 1024 * 1024;

  /** Largest image file that HTTP and imports take, in bytes, unless configured otherwise. */
  public static final int MAX_UPLOAD_BYTES = 32 * 1024 * 1024;

  /** Most pixels that an image's header may claim, unless a service is configured otherwise. */
  public static final long MAX_IMAGE_PIXELS = 50_000_000;

  /** Fewest pixels of an image's shorter edge, unless a service is configured otherwise. */
  public static final int MIN_IMAGE_EDGE = 32;

  /**
   * Share of an image's pixels that must differ visibly from its commonest colour, unless a service
   * is configured otherwise: 8 of 64 x 64.
   */
  public static final double MIN_IMAGE_CONTENT = 0.002;

  private PairLimits() {}
}
