package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySecretTest {
  private static final String KEY = KeySecret.create(new Random(1));

  @Test
  void aKeyHoldsItsIdAndMatchesItsHashAlone() {
    // given
    String other = KeySecret.create(new Random(2));

    // then
    assertThat(KeySecret.idOf(KEY)).hasValueSatisfying(id -> assertThat(KEY).contains("_" + id));
    assertThat(KeySecret.matches(KEY, KeySecret.hash(KEY))).isTrue();
    assertThat(KeySecret.matches(other, KeySecret.hash(KEY))).isFalse();
    assertThat(KeySecret.hash(KEY)).matches("[0-9a-f]{64}").doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sk-unused", "xmcgan_01234567_", "xmcgan_0123456g_aaaa", "xmcgan__aaaa"})
  void whatIsNoKeyHasNoId(String text) {
    assertThat(KeySecret.idOf(text)).isEmpty();
    assertThat(KeySecret.idOf(KEY + "x")).isEmpty();
  }
}
