package dev.xmcgan.schemas;

import java.util.Map;

/**
 * A pair's wish that captions which are longer than the model reads are learned in windows of
 * sentences, one drawn each time, instead of their beginning alone: an entry of its metadata.
 */
public final class CaptionWindows {
  /** Key of the metadata. */
  public static final String KEY = "captionWindows";

  /** Its one value. */
  public static final String SENTENCES = "sentences";

  private CaptionWindows() {}

  /** Whether a pair with these metadata wishes it. */
  public static boolean isAskedFor(Map<String, String> metadata) {
    return SENTENCES.equals(metadata.get(KEY));
  }
}
