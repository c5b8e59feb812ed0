package dev.xmcgan.transport.serde;

/**
 * What became of a record's bytes: a value, or the bytes and why they are none.
 *
 * <p>A record without any value (a tombstone) never reaches a deserializer; Kafka hands out {@code
 * null}. {@link #orMissing} makes that an {@link Undecodable} where a value is expected.
 */
public sealed interface Decoded<T> {

  /** The bytes were a record of the expected kind. */
  record Value<T>(T value) implements Decoded<T> {}

  /**
   * The bytes are not a record of the expected kind and never will be.
   *
   * @param bytes as they came; the caller must not change them
   * @param reason for a person
   */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes on their way to a topic, never compared
  record Undecodable<T>(byte[] bytes, String reason) implements Decoded<T> {}

  /** The record's outcome, or {@link Undecodable} when it carried no value at all. */
  static <T> Decoded<T> orMissing(Decoded<T> fromRecord) {
    return fromRecord == null
        ? new Undecodable<>(new byte[0], "the record has no value")
        : fromRecord;
  }
}
