package dev.xmcgan.textencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ProtobufReaderTest {

  @Test
  void fieldsOfEveryWireTypeArePassedOver() throws OnnxFormatException {
    // given: varint, fixed64, bytes, fixed32, then field 5 = 300
    ProtobufReader reader =
        reader(
            0x08, 0x96, 0x01, // 1: varint
            0x11, 0, 0, 0, 0, 0, 0, 0, 0, // 2: fixed64
            0x1a, 2, 9, 9, // 3: two bytes
            0x25, 0, 0, 0, 0, // 4: fixed32
            0x28, 0xac, 0x02); // 5: varint
    for (int field = 1; field <= 4; field++) {
      assertThat(reader.next()).isEqualTo(field);
      reader.skip();
    }

    // then
    assertThat(reader.next()).isEqualTo(5);
    assertThat(reader.number()).isEqualTo(300);
    assertThat(reader.next()).isZero();
  }

  @Test
  void lengthBeyondTheEndIsRefused() throws OnnxFormatException {
    // given
    ProtobufReader reader = reader(0x0a, 5, 1, 2);
    reader.next();

    // then
    assertThatThrownBy(reader::bytes)
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage("a field of 5 bytes where 2 are left");
  }

  @Test
  void numberThatNeverEndsIsRefused() {
    // given
    ProtobufReader unfinished = reader(0x80);
    ProtobufReader endless = reader(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);

    // then
    assertThatThrownBy(unfinished::next).hasMessage("the message ends inside a number");
    assertThatThrownBy(endless::next).hasMessage("a number is longer than 64 bits");
  }

  private static ProtobufReader reader(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      buffer.put((byte) value);
    }
    return new ProtobufReader(buffer.flip());
  }
}
