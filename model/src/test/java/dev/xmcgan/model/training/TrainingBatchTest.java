package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingBatchTest {
  private static final int EDGE = 16;

  @Test
  void aColourIsItsByteOutOf255WhateverItsSign() {
    // given: all values that there are, three times
    byte[] rgb = new byte[EDGE * EDGE * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }

    // when
    float[] values;
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      TrainingBatch batch =
          TrainingBatch.of(
              manager,
              List.of(new TrainingExample(rgb, "a tree")),
              0,
              EDGE,
              SmallPairs::encode,
              Optional.empty(),
              Optional.empty());
      values = batch.images().transpose(0, 2, 3, 1).toFloatArray();
    }

    // then
    assertThat(values).hasSize(rgb.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo((i & 0xff) / 255f);
    }
  }
}
