package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Which request an {@code Idempotency-Key} stands for, so that a caller who does not know whether a
 * call came through may send it again. Requests carry key and body as hashes in their headers:
 * every instance, and one that was started again, learns them from the topic.
 */
@Singleton
public final class IdempotencyKeys {
  private static final String KEY_HEADER = "xmcgan-idempotency-key";
  private static final String BODY_HEADER = "xmcgan-body";
  private static final HexFormat HEX = HexFormat.of();

  private record Use(String requestId, String body) {}

  private final Map<String, Use> uses;

  IdempotencyKeys(GatewayConfig config) {
    this.uses =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
            return size() > config.requests().idempotencyKeys();
          }
        };
  }

  /**
   * Takes a key for a request.
   *
   * @return the request that has it already, for the same body
   * @throws ApiException 409 when it was used for another body
   */
  synchronized Optional<String> take(IdempotencyKey key, String requestId) {
    Use earlier = uses.putIfAbsent(key.hash(), new Use(requestId, key.body()));
    if (earlier == null) {
      return Optional.empty();
    }
    if (!earlier.body().equals(key.body())) {
      throw new ApiException(
          ApiError.of(
              409,
              "idempotency_key_reused",
              "This Idempotency-Key was used for another request body."));
    }
    return Optional.of(earlier.requestId());
  }

  /** Gives a key back: its request was not sent. */
  synchronized void giveBack(IdempotencyKey key, String requestId) {
    uses.computeIfPresent(
        key.hash(), (hash, use) -> use.requestId().equals(requestId) ? null : use);
  }

  /** The headers by which others learn of it. */
  static Map<String, byte[]> headers(IdempotencyKey key) {
    return Map.of(KEY_HEADER, HEX.parseHex(key.hash()), BODY_HEADER, HEX.parseHex(key.body()));
  }

  /** Learns of a request on the topic. */
  synchronized void learn(ConsumerRecord<String, byte[]> request) {
    Header key = request.headers().lastHeader(KEY_HEADER);
    Header body = request.headers().lastHeader(BODY_HEADER);
    if (request.key() != null && key != null && body != null) {
      uses.putIfAbsent(
          HEX.formatHex(key.value()), new Use(request.key(), HEX.formatHex(body.value())));
    }
  }
}
