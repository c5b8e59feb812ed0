package dev.xmcgan.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class GatewayLivenessTest {

  @Test
  void oneReaderThatIsGoneIsToldAndEndsIt() {
    // given
    GatewayLiveness liveness =
        new GatewayLiveness(Map.of("reads-answers", () -> true, "reads-keys", () -> false));

    // when
    HealthCheckResponse response = liveness.call();

    // then
    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow())
        .containsEntry("reads-answers", true)
        .containsEntry("reads-keys", false);
  }

  @Test
  void allReadersAreEnough() {
    assertThat(new GatewayLiveness(Map.of("reads-answers", () -> true)).call().getStatus())
        .isEqualTo(HealthCheckResponse.Status.UP);
  }
}
