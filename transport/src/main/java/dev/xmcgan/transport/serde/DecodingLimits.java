package dev.xmcgan.transport.serde;

import dev.xmcgan.schemas.Topic;

/**
 * Bounds what a few hostile bytes can make Avro allocate: a body claims the lengths of its strings
 * and arrays, and Avro makes room before it finds that the bytes are not there.
 */
final class DecodingLimits {

  private static final int MAX_ITEMS = 100_000;

  private DecodingLimits() {}

  /** Avro reads its limits once, before the first record; an operator's own settings stay. */
  static void apply() {
    setIfAbsent("org.apache.avro.limits.string.maxLength", Topic.MAX_RECORD_BYTES);
    setIfAbsent("org.apache.avro.limits.bytes.maxLength", Topic.MAX_RECORD_BYTES);
    setIfAbsent("org.apache.avro.limits.collectionItems.maxLength", MAX_ITEMS);
  }

  private static void setIfAbsent(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
