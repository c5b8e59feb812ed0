package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.config.KeyLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a request is sent, beside what it asks for.
 *
 * @param limits of the key that asks; empty for a caller without one
 * @param patience for how long its answer is waited for
 * @param once a key by which it was perhaps sent before
 * @param headers that go with its record
 */
public record SubmitOptions(
    Optional<KeyLimits> limits,
    Duration patience,
    Optional<IdempotencyKey> once,
    Map<String, byte[]> headers) {

  public SubmitOptions {
    headers = Map.copyOf(headers);
  }

  Map<String, byte[]> allHeaders() {
    Map<String, byte[]> all = new HashMap<>(headers);
    once.map(IdempotencyKeys::headers).ifPresent(all::putAll);
    return all;
  }
}
