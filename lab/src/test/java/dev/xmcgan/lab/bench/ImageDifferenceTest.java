package dev.xmcgan.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.generation.GeneratedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDifferenceTest {
  private final ImageDifference difference = new ImageDifference();

  @Test
  void countsLevelsOverAllImages() {
    // levels above 127 are negative as bytes
    difference.add(
        List.of(pixel(10, 200, 0), pixel(255, 0, 7)), List.of(pixel(10, 197, 0), pixel(251, 0, 7)));

    assertThat(difference.mean()).isEqualTo(7.0 / 6);
    assertThat(difference.largest()).isEqualTo(4);
    assertThat(difference.differing()).isEqualTo(2.0 / 6);
  }

  @Test
  void theSameImagesDifferInNothing() {
    difference.add(List.of(pixel(1, 2, 3)), List.of(pixel(1, 2, 3)));

    assertThat(difference.mean()).isZero();
    assertThat(difference.differing()).isZero();
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatThrownBy(() -> difference.add(List.of(pixel(1, 2, 3)), List.of()))
        .hasMessage("1 images cannot be compared with 0");
    assertThatThrownBy(
            () ->
                difference.add(
                    List.of(pixel(1, 2, 3)), List.of(new GeneratedImage(2, new byte[12], true))))
        .hasMessage("an image of 1 pixels cannot be compared with one of 2");
    assertThatThrownBy(
            () ->
                difference.add(
                    List.of(new GeneratedImage(1, new byte[3], false)), List.of(pixel(0, 0, 0))))
        .hasMessageContaining("NaN");
  }

  private static GeneratedImage pixel(int red, int green, int blue) {
    return new GeneratedImage(1, new byte[] {(byte) red, (byte) green, (byte) blue}, true);
  }
}
