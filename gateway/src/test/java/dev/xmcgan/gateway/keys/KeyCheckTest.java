package dev.xmcgan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.gateway.config.GatewayConfig.KeyUse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCheckTest {
  @ParameterizedTest
  @CsvSource({
    "AUTO, 127.0.0.1, false",
    "AUTO, ::1, false",
    "AUTO, localhost, false",
    "AUTO, 0.0.0.0, true",
    "AUTO, ::, true",
    "AUTO, 192.0.2.1, true",
    "REQUIRED, 127.0.0.1, true",
    "OPTIONAL, 0.0.0.0, false",
  })
  void beyondTheLoopbackEverybodyNeedsAKey(KeyUse use, String host, boolean required) {
    assertThat(KeyCheck.isRequired(use, host)).isEqualTo(required);
  }
}
