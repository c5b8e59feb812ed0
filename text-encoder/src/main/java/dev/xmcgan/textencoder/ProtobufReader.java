package dev.xmcgan.textencoder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one Protocol Buffers message in the wire format: call {@link #next()}, then
 * one of the value methods or {@link #skip()}.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int LONGEST_VARINT_BITS = 64;

  private final ByteBuffer message;
  private int wireType;

  ProtobufReader(ByteBuffer message) {
    this.message = message.slice();
  }

  /** Moves to the next field and returns its number, or 0 at the end of the message. */
  int next() throws OnnxFormatException {
    if (!message.hasRemaining()) {
      return 0;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    return Math.toIntExact(tag >>> 3);
  }

  /** The current field as a number. */
  long number() throws OnnxFormatException {
    if (wireType != VARINT) {
      throw new OnnxFormatException("expected a number, found wire type " + wireType);
    }
    return varint();
  }

  /** The current field's bytes, as a view of the message. */
  ByteBuffer bytes() throws OnnxFormatException {
    if (wireType != LENGTH_DELIMITED) {
      throw new OnnxFormatException("expected bytes, found wire type " + wireType);
    }
    long length = varint();
    if (length < 0 || length > message.remaining()) {
      throw new OnnxFormatException(
          "a field of " + length + " bytes where " + message.remaining() + " are left");
    }
    ByteBuffer view = message.slice(message.position(), (int) length);
    message.position(message.position() + (int) length);
    return view;
  }

  /** The current field as text. */
  String text() throws OnnxFormatException {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  /** The current field as a message of its own. */
  ProtobufReader message() throws OnnxFormatException {
    return new ProtobufReader(bytes());
  }

  /** True when the current repeated number is written as one packed block. */
  boolean isPacked() {
    return wireType == LENGTH_DELIMITED;
  }

  /** Passes over the current field. */
  void skip() throws OnnxFormatException {
    switch (wireType) {
      case VARINT -> varint();
      case LENGTH_DELIMITED -> bytes();
      case FIXED64 -> advance(Long.BYTES);
      case FIXED32 -> advance(Integer.BYTES);
      default -> throw new OnnxFormatException("unknown wire type " + wireType);
    }
  }

  boolean hasRemaining() {
    return message.hasRemaining();
  }

  /** A bare number, without a field tag: an element of a packed block. */
  long varint() throws OnnxFormatException {
    long value = 0;
    for (int shift = 0; shift < LONGEST_VARINT_BITS; shift += 7) {
      if (!message.hasRemaining()) {
        throw new OnnxFormatException("the message ends inside a number");
      }
      byte part = message.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new OnnxFormatException("a number is longer than 64 bits");
  }

  private void advance(int count) throws OnnxFormatException {
    if (message.remaining() < count) {
      throw new OnnxFormatException("the message ends inside a fixed-size field");
    }
    message.position(message.position() + count);
  }
}
