package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LanesTest {
  @Test
  void captionsAreReadAheadOnlyWhereACoreIsFree() {
    assertThat(Lanes.of(1, 1, false, 2).readsAhead()).isTrue();
    assertThat(Lanes.of(2, 1, false, 2).readsAhead()).isFalse();
    assertThat(Lanes.of(1, 2, false, 2).readsAhead()).isFalse();
  }

  @Test
  void aGpuLeavesTheCoresFree() {
    assertThat(Lanes.of(1, 2, true, 2).readsAhead()).isTrue();
  }

  @Test
  void thereIsAtLeastOne() {
    assertThatThrownBy(() -> new Lanes(0, false)).hasMessageContaining("0");
  }
}
