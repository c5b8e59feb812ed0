package dev.xmcgan.gateway.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.errors.ApiException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetsTest {

  private final WebhookTargets targets = targets(Optional.of("0123456789abcdef0123456789abcdef"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost:8080/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://198.19.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:a00:1::]/",
        "http://[2001:db8::1]/",
        "http://[2001::1]/",
        "http://[ff02::1]/"
      })
  void privateAddressesAreRefused(String url) {
    assertThatThrownBy(() -> targets.require(url))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("private address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://93.184.216.34/",
        "https://93.184.216.34:8443/told?x=1",
        "http://100.128.0.1/",
        "http://172.32.0.1/",
        "https://[2606:4700:4700::1111]/"
      })
  void publicOnesAreTaken(String url) {
    assertThat(targets.require(url)).isEqualTo(URI.create(url));
  }

  @Test
  void aDeliveryGoesToTheAddressThatWasLookedAt() throws Exception {
    // when
    WebhookTargets.Target target = targets.target(URI.create("https://93.184.216.34/a"));

    // then
    assertThat(target.address().getHostAddress()).isEqualTo("93.184.216.34");
    assertThat(target.port()).isEqualTo(443);
    assertThat(target.isSecure()).isTrue();
  }

  @Test
  void withoutASecretThereAreNone() {
    assertThatThrownBy(() -> targets(Optional.empty()).require("http://93.184.216.34/"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("no webhooks");
  }

  private static WebhookTargets targets(Optional<String> secret) {
    return new WebhookTargets(
        GatewayConfigs.of(
            secret
                .<Map<String, String>>map(key -> Map.of("webhooks.secret", key))
                .orElse(Map.of())));
  }
}
