package dev.xmcgan.cli.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
  @Test
  void aDollarSignInAPathBeginsNoExpression() {
    assertThat(Applications.literal(Path.of("/home/$USER/${x}"))).isEqualTo("/home/$$USER/$${x}");
  }

  @Test
  void variablesAboutAnotherClusterAreTold() {
    Set<String> shell =
        Set.of("PATH", "KAFKA_SECURITY_PROTOCOL", "KAFKA_OPTS", "XMCGAN_KAFKA_BOOTSTRAP_SERVERS");

    assertThat(ShellKafkaVariables.in(shell))
        .containsExactly("KAFKA_OPTS", "KAFKA_SECURITY_PROTOCOL");
  }
}
