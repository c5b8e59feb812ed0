package dev.xmcgan.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {
  @Test
  void isSaidAsPeopleSayIt() {
    assertThat(DeviceChoice.of("auto")).isEqualTo(DeviceChoice.AUTO);
    assertThat(DeviceChoice.of("CPU")).isEqualTo(DeviceChoice.CPU);
    assertThat(DeviceChoice.of("gpu")).isEqualTo(DeviceChoice.GPU);
    assertThat(DeviceChoice.of("cuda:0")).isEqualTo(DeviceChoice.GPU);
    assertThat(DeviceChoice.of("cuda:3"))
        .isEqualTo(new DeviceChoice(DeviceChoice.Kind.GPU, 3))
        .hasToString("cuda:3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cuda:", "cuda:-1", "cuda:1000", "tpu"})
  void whatIsNoDeviceIsRefused(String text) {
    assertThatThrownBy(() -> DeviceChoice.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("auto, cpu, gpu or cuda:N")
        .hasMessageContaining(text);
  }
}
