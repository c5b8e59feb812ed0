package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.safetensors.Sha256;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A caller's {@code Idempotency-Key} header.
 *
 * @param hash of the key and of who uses it, 64 hexadecimal digits
 * @param body hash of the request body that it goes with
 */
public record IdempotencyKey(String hash, String body) {
  /** Header's name. */
  public static final String HEADER = "Idempotency-Key";

  /** Seeds stay below this, so that a person can type one. */
  private static final long SEED_BOUND = 1L << 32;

  private static final int SEED_DIGITS = 8;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /**
   * The header as it came.
   *
   * @param header null when there is none
   * @param caller whose keys do not meet those of others
   * @throws ApiException 400
   */
  public static Optional<IdempotencyKey> of(String header, Caller caller, byte[] body) {
    if (header == null) {
      return Optional.empty();
    }
    if (!KEY.matcher(header).matches()) {
      throw new ApiException(
          ApiError.invalid(
              HEADER,
              "invalid_value",
              "'Idempotency-Key' must be 1 to 255 printable characters of ASCII."));
    }
    return Optional.of(
        new IdempotencyKey(
            new Sha256().add(caller.name().orElse("")).add("\n").add(header).hex(),
            new Sha256().add(body).hex()));
  }

  /**
   * A seed for a request that names none: at random, or, where it may be sent again, the same each
   * time, so that every answer tells the one that was drawn with.
   */
  public static long seed(Optional<IdempotencyKey> once, RandomGenerator random) {
    return once.map(key -> HexFormat.fromHexDigitsToLong(key.hash(), 0, SEED_DIGITS))
        .orElseGet(() -> random.nextLong(SEED_BOUND));
  }
}
