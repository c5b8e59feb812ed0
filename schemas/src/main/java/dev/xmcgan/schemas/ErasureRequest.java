package dev.xmcgan.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Asks for pairs to be erased: a record on image-text-pairs without a value. It erases the pair
 * whose id is its key, or with a source in its headers all pairs of that source; since a source has
 * pairs in every partition, such a request is written to each of them. It means what stands before
 * it in its partition; what comes later under the same id is a new pair.
 *
 * @param requestId stands on the receipts, topic pair-erasures
 * @param source whose pairs are erased; empty where the key says which pair
 * @param by who asks: the owner of a key, the user of a command line
 */
public record ErasureRequest(String requestId, Optional<String> source, String by) {
  /** Header: the request's id. */
  public static final String REQUEST_ID = "xmcgan.erasure";

  /** Header: the source whose pairs are erased. */
  public static final String SOURCE = "xmcgan.erasure-source";

  /** Header: who asks. */
  public static final String BY = "xmcgan.erasure-by";

  private static final String UNKNOWN = "unknown";

  /** Of one pair, which the record's key names. */
  public static ErasureRequest ofPair(String requestId) {
    return new ErasureRequest(requestId, Optional.empty(), UNKNOWN);
  }

  /** Of all pairs of a source. */
  public static ErasureRequest ofSource(String requestId, String source) {
    return new ErasureRequest(requestId, Optional.of(source), UNKNOWN);
  }

  /** The same, asked for by somebody. */
  public ErasureRequest by(String who) {
    return new ErasureRequest(requestId, source, who);
  }

  /**
   * The one of a record.
   *
   * @param header gives the last header of a name, or null
   * @param otherwise id of a request that brings none
   */
  public static ErasureRequest of(Function<String, byte[]> header, String otherwise) {
    return new ErasureRequest(
        text(header.apply(REQUEST_ID)).orElse(otherwise),
        text(header.apply(SOURCE)),
        text(header.apply(BY)).orElse(UNKNOWN));
  }

  /** Headers of its record. */
  public Map<String, byte[]> headers() {
    Map<String, byte[]> headers = new TreeMap<>();
    headers.put(REQUEST_ID, requestId.getBytes(StandardCharsets.UTF_8));
    headers.put(BY, by.getBytes(StandardCharsets.UTF_8));
    source.ifPresent(name -> headers.put(SOURCE, name.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  private static Optional<String> text(byte[] bytes) {
    return Optional.ofNullable(bytes)
        .map(known -> new String(known, StandardCharsets.UTF_8))
        .filter(known -> !known.isBlank());
  }
}
