package dev.xmcgan.trainer.curation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.xmcgan.schemas.ErasureRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How far an erasure is: a request, and of one that means a source what was erased for it. A source
 * may have more pairs than one transaction takes; then the rest goes back to image-text-pairs as a
 * request that begins behind the last image that was looked at.
 *
 * @param partition of image-text-pairs that the request came in
 * @param requestedAt the time of its record; of a source, what came later stays
 * @param after image of the last group that was looked at; empty at first
 * @param erased pairs so far
 */
record ErasureStep(
    ErasureRequest request,
    int partition,
    Instant requestedAt,
    Optional<String> after,
    long erased) {
  private static final String PARTITION = "xmcgan.erasure-partition";
  private static final String REQUESTED_AT = "xmcgan.erasure-requested-at";
  private static final String AFTER = "xmcgan.erasure-after";
  private static final String ERASED = "xmcgan.erasure-erased";

  /**
   * The step of a record.
   *
   * @param requestId of a request that brings none
   * @param partition of a request that comes from outside
   * @throws NumberFormatException when a header that curation writes itself was written by others
   */
  static ErasureStep of(Headers headers, String requestId, int partition, Instant timestamp) {
    Function<String, byte[]> header = name -> value(headers, name);
    return new ErasureStep(
        ErasureRequest.of(header, requestId),
        text(headers, PARTITION).map(Integer::parseInt).orElse(partition),
        text(headers, REQUESTED_AT)
            .map(Long::parseLong)
            .map(Instant::ofEpochMilli)
            .orElse(timestamp),
        text(headers, AFTER),
        text(headers, ERASED).map(Long::parseLong).orElse(0L));
  }

  /** The next part of it. */
  ErasureStep next(String last, long erasedSoFar) {
    return new ErasureStep(request, partition, requestedAt, Optional.of(last), erasedSoFar);
  }

  Headers headers() {
    Headers headers = new RecordHeaders();
    request.headers().forEach(headers::add);
    add(headers, PARTITION, Integer.toString(partition));
    add(headers, REQUESTED_AT, Long.toString(requestedAt.toEpochMilli()));
    after.ifPresent(image -> add(headers, AFTER, image));
    add(headers, ERASED, Long.toString(erased));
    return headers;
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(UTF_8));
  }

  private static Optional<String> text(Headers headers, String name) {
    return Optional.ofNullable(value(headers, name)).map(bytes -> new String(bytes, UTF_8));
  }

  private static byte[] value(Headers headers, String name) {
    Header last = headers.lastHeader(name);
    return last == null ? null : last.value();
  }
}
