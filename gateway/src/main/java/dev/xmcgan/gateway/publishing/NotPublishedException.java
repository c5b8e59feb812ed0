package dev.xmcgan.gateway.publishing;

/**
 * A record that Kafka did not acknowledge in time, or could not be encoded without the registry.
 */
public final class NotPublishedException extends Exception {

  private final boolean perhapsTaken;

  /**
   * Names the topic; the cause says what failed.
   *
   * @param perhapsTaken whether it was on its way to the broker, which may have it
   */
  public NotPublishedException(String topic, Throwable cause, boolean perhapsTaken) {
    super("Nothing was acknowledged on topic " + topic + ": " + cause.getMessage(), cause);
    this.perhapsTaken = perhapsTaken;
  }

  /** Whether the record may be on the topic nevertheless. */
  public boolean isPerhapsTaken() {
    return perhapsTaken;
  }
}
