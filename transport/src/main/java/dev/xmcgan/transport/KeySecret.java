package dev.xmcgan.transport;

import dev.xmcgan.safetensors.Sha256;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key: {@code xmcgan_}, an id that is no secret, {@code _}, and 256 random bits. Only its
 * hash is kept; a key of that many bits cannot be guessed, so a plain SHA-256 will do.
 */
public final class KeySecret {
  private static final Pattern KEY = Pattern.compile("xmcgan_([0-9a-f]{8})_[A-Za-z0-9_-]{43}");
  private static final int ID_BYTES = 4;
  private static final int SECRET_BYTES = 32;

  private KeySecret() {}

  /**
   * Another key.
   *
   * @param random a secure one
   */
  public static String create(RandomGenerator random) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    return "xmcgan_%s_%s"
        .formatted(
            HexFormat.of().formatHex(id),
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  /** The id within a key; empty for what is no key. */
  public static Optional<String> idOf(String key) {
    Matcher parts = KEY.matcher(key);
    return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
  }

  /** What is kept of it: 64 hexadecimal digits. */
  public static String hash(String key) {
    return new Sha256().add(key).hex();
  }

  /**
   * Whether a hash is that of a key. Hashes are compared: the time it takes tells nothing of it.
   */
  public static boolean matches(String key, String hash) {
    return hash(key).equals(hash);
  }
}
