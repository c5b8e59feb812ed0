package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.RegistryAccess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaOptionsTest {

  @Test
  void whatANamedClusterAsksForComesFromTheEnvironment() {
    // when
    KafkaSettings settings =
        named(
            Map.of(
                "XMCGAN_REGISTRY_TOKEN", "t0ken",
                "XMCGAN_REGISTRY_USERNAME", "",
                "XMCGAN_REGISTRY_CA_FILE", "ca.pem",
                "XMCGAN_REGISTRY_URL", "http://elsewhere:1",
                "KAFKA_SECURITY_PROTOCOL", "SSL",
                "PATH", "/bin"));

    // then: the command line names the cluster, whatever a shell says of another
    assertThat(settings.registryUrl()).isEqualTo("https://registry:8081");
    assertThat(settings.registryAccess())
        .isEqualTo(new RegistryAccess(Optional.of("Bearer t0ken"), Optional.of(Path.of("ca.pem"))));
    assertThat(settings.clientProperties()).isEqualTo(Map.of("security.protocol", "SSL"));
  }

  @Test
  void aNameWithoutAPasswordIsRefused() {
    assertThatThrownBy(() -> named(Map.of("XMCGAN_REGISTRY_USERNAME", "ann")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.registry.password");
  }

  private static KafkaSettings named(Map<String, String> environment) {
    return KafkaOptions.named("broker:9092", "https://registry:8081", "team.", environment);
  }
}
