package dev.xmcgan.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private final AllowedHosts loopback = AllowedHosts.of("127.0.0.1", List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LocalHost:1",
        "localhost.:8080",
        "gateway.localhost",
        "127.0.0.1:8080",
        "127.1.2.3",
        "[::1]",
        "[::1]:8080",
        "[0:0:0:0:0:0:0:1]:8080",
        "[::ffff:127.0.0.1]",
      })
  void theLoopbackIsGoodUnderAllItsNames(String host) {
    assertThat(loopback.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evillocalhost",
        "localhost@evil.example",
        "evil.example/localhost",
        "localhost,evil.example",
        "localhost:8080:80",
        "192.168.1.5",
        "0.0.0.0",
        "127.0.0.256",
        "127.0.0",
        "2130706433",
        "[fe80::1]",
        "[::1",
        "::1",
      })
  void nothingElseIs(String host) {
    assertThat(loopback.allows(host)).isFalse();
  }

  @Test
  void beyondTheLoopbackItIsGoodUnderAddressesAndTheNameItListensOn() {
    AllowedHosts everywhere = AllowedHosts.of("0.0.0.0", List.of());
    AllowedHosts named = AllowedHosts.of("Draw.lan", List.of());

    assertThat(everywhere.allows("10.0.0.7:8080")).isTrue();
    assertThat(everywhere.allows("[fd00::7]:8080")).isTrue();
    assertThat(everywhere.allows("localhost")).isTrue();
    assertThat(everywhere.allows("evil.example")).isFalse();
    assertThat(named.allows("draw.lan:8080")).isTrue();
    assertThat(AllowedHosts.of("::1", List.of()).allows("10.0.0.7")).isFalse();
    assertThat(AllowedHosts.of("::", List.of()).allows("10.0.0.7")).isTrue();
  }

  @Test
  void moreNamesCanBeGiven() {
    AllowedHosts more = AllowedHosts.of("127.0.0.1", List.of("Gateway", " *.example.org"));

    assertThat(more.allows("gateway:8080")).isTrue();
    assertThat(more.allows("draw.EXAMPLE.org.")).isTrue();
    assertThat(more.allows("example.org")).isFalse();
    assertThat(more.allows("evilexample.org")).isFalse();
    assertThat(AllowedHosts.of("127.0.0.1", List.of("*")).allows("any.name:1")).isTrue();
  }
}
