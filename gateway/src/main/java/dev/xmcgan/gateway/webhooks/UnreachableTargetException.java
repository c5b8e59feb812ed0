package dev.xmcgan.gateway.webhooks;

/** A callback may not go where its URL leads, or it leads nowhere. */
public final class UnreachableTargetException extends Exception {
  UnreachableTargetException(String message) {
    super(message);
  }
}
