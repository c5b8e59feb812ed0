package dev.xmcgan.gateway.publishing;

/**
 * A record that Kafka did not acknowledge in time, or could not be encoded without the registry.
 */
public final class NotPublishedException extends Exception {

  /** Names the topic; the cause says what failed. */
  public NotPublishedException(String topic, Throwable cause) {
    super("Nothing was acknowledged on topic " + topic + ": " + cause.getMessage(), cause);
  }
}
