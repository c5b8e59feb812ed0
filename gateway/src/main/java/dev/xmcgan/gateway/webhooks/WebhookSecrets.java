package dev.xmcgan.gateway.webhooks;

import dev.xmcgan.gateway.config.GatewayConfig;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs callbacks as Standard Webhooks has it: HMAC-SHA256 over id, time and body. Each owner has a
 * secret of their own, made from the deployment's, so that nobody who receives callbacks can forge
 * those of others, and nothing has to be kept.
 */
@Singleton
public final class WebhookSecrets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private final Optional<String> main;

  WebhookSecrets(GatewayConfig config) {
    this.main = config.webhooks().secret();
  }

  /** An owner's secret as libraries of Standard Webhooks take it. */
  public String of(String owner) {
    return PREFIX + Base64.getEncoder().encodeToString(secret(owner));
  }

  /**
   * The signature header's value.
   *
   * @param timestamp seconds since 1970
   */
  public String sign(String owner, String id, long timestamp, String body) {
    return sign(secret(owner), id, timestamp, body);
  }

  static String sign(byte[] secret, String id, long timestamp, String body) {
    byte[] signed = hmac(secret, "%s.%d.%s".formatted(id, timestamp, body));
    return "v1," + Base64.getEncoder().encodeToString(signed);
  }

  private byte[] secret(String owner) {
    byte[] key = main.orElseThrow().getBytes(StandardCharsets.UTF_8);
    return hmac(key, "webhooks of " + owner);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }
}
