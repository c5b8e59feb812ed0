package dev.xmcgan.generator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageCostTest {
  @Test
  void aFileAsDrawnCostsLittleMoreThanDrawing() {
    assertThat(ImageCost.of(64, 0)).isEqualTo(4096 * 1.05);
  }

  @Test
  void aLargeFileCostsAsMuchAsManyImages() {
    assertThat(ImageCost.of(64, 1024)).isEqualTo(4096 + 1024 * 1024 / 20.0);
  }
}
