package dev.xmcgan.images.colour;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrimariesConversionTest {
  @Test
  void whiteAndGrayStayInEverySpaceOfACamera() {
    // given
    var space =
        new PrimariesConversion(
            new double[] {0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001},
            PrimariesConversion.SRGB_CURVE);
    byte[] grays = {(byte) 255, (byte) 255, (byte) 255, 100, 100, 100, 0, 0, 0};
    byte[] converted = grays.clone();

    // when
    space.toSrgb(converted);

    // then
    assertThat(converted).isEqualTo(grays);
  }
}
