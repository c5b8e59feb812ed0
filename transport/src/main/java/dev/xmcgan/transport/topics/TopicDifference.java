package dev.xmcgan.transport.topics;

/**
 * One setting of a topic that differs on the cluster from what provisioning would set.
 *
 * @param topic its name on the cluster
 * @param what such as {@code retention.ms}, {@code partitions}
 * @param actual as it is there
 * @param expected as it would be made
 */
public record TopicDifference(String topic, String what, String actual, String expected) {
  @Override
  public String toString() {
    return topic + ": " + what + " is " + actual + ", expected " + expected;
  }
}
