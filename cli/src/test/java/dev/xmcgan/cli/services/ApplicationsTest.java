package dev.xmcgan.cli.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
  @Test
  void aDollarSignInAPathBeginsNoExpression() {
    assertThat(Applications.literal(Path.of("/home/$USER/${x}"))).isEqualTo("/home/$$USER/$${x}");
  }

  @Test
  void aTrainersHeapFollowsThePresetOfItsChannelAndElseOfTheEnvironment() {
    Map<String, String> environment = Map.of("XMCGAN_TRAINER_PRESET", "official-128");
    Map<String, String> keys = Map.of("xmcgan.trainer.preset", "official-256");

    assertThat(Applications.trainerHeap(Map.of(), Map.of())).contains("-Xmx640m");
    assertThat(Applications.trainerHeap(Map.of(), environment)).contains("-Xmx768m");
    assertThat(Applications.trainerHeap(keys, environment)).contains("-Xmx1g");
  }

  @Test
  void servicesOfNewerJdksMayResetWhatThreadsKept() {
    assertThat(Applications.opened(17)).isEmpty();
    assertThat(Applications.opened(25))
        .containsExactly("--add-opens=java.base/java.lang=ALL-UNNAMED");
  }

  @Test
  void variablesAboutAnotherClusterAreTold() {
    Set<String> shell =
        Set.of("PATH", "KAFKA_SECURITY_PROTOCOL", "KAFKA_OPTS", "XMCGAN_KAFKA_BOOTSTRAP_SERVERS");

    assertThat(ShellKafkaVariables.in(shell))
        .containsExactly("KAFKA_OPTS", "KAFKA_SECURITY_PROTOCOL");
  }
}
