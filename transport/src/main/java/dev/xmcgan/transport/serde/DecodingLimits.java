package dev.xmcgan.transport.serde;

import dev.xmcgan.schemas.Topic;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.SystemLimitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a few hostile bytes can make Avro allocate: a body claims the lengths of its strings
 * and arrays, and Avro makes room before it finds that the bytes are not there.
 */
final class DecodingLimits {

  private static final Logger LOG = LoggerFactory.getLogger(DecodingLimits.class);
  private static final String STRINGS = "org.apache.avro.limits.string.maxLength";
  private static final int MAX_ITEMS = 100_000;

  private DecodingLimits() {}

  /**
   * Avro reads its limits once, before the first record or the first default of an array; an
   * operator's own settings stay.
   */
  static void apply() {
    setIfAbsent(STRINGS, Topic.MAX_RECORD_BYTES);
    setIfAbsent("org.apache.avro.limits.bytes.maxLength", Topic.MAX_RECORD_BYTES);
    setIfAbsent("org.apache.avro.limits.collectionItems.maxLength", MAX_ITEMS);
    if (!inForce()) {
      LOG.atWarn()
          .log("Avro was used before its limits were set: hostile records can take much memory");
    }
  }

  /** Whether strings beyond what is set are refused. */
  private static boolean inForce() {
    try {
      SystemLimitException.checkMaxStringLength(Long.getLong(STRINGS) + 1);
      return false;
    } catch (AvroRuntimeException refused) {
      return true;
    }
  }

  private static void setIfAbsent(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }
}
