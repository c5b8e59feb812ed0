package dev.xmcgan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.data.ProcessIdentity;
import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.cli.data.StackState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportTest {
  private static final ProcessIdentity OWN = ProcessIdentity.of(ProcessHandle.current());
  private static final ProcessIdentity GONE =
      new ProcessIdentity(OWN.pid(), OWN.startedAt().minus(Duration.ofDays(1)), OWN.command());
  // nobody listens on the discard port
  private static final StackState STATE =
      new StackState(
          OWN,
          new StackPorts(8080, 29092, 28081),
          "",
          List.of(
              new ServiceState("kafka", OWN, 9, 0, false),
              new ServiceState("generator-worker-1", GONE, 9, 2, false)));

  @Test
  void jsonNamesTheAddressesAndEachService() throws Exception {
    // when
    JsonNode json = new ObjectMapper().readTree(StatusReport.of(Optional.of(STATE)).json());

    // then
    assertThat(json.path("url").asText()).isEqualTo("http://127.0.0.1:8080");
    assertThat(json.path("kafka").asText()).isEqualTo("127.0.0.1:29092");
    assertThat(json.path("registry").asText()).isEqualTo("http://127.0.0.1:28081/apis/ccompat/v7");
    assertThat(json.path("services").findValuesAsText("name"))
        .containsExactly("kafka", "generator-worker-1");
    assertThat(json.path("services").findValuesAsText("state")).containsExactly("starting", "dead");
    JsonNode living = json.path("services").get(0);
    assertThat(living.path("pid").asLong()).isEqualTo(OWN.pid());
    assertThat(living.path("residentBytes").asLong()).isGreaterThan(1 << 20);
    assertThat(json.path("residentBytes").asLong())
        .isGreaterThan(living.path("residentBytes").asLong());
  }

  @Test
  void jsonIsThereAlsoWhenNothingRuns() throws Exception {
    // when
    JsonNode json = new ObjectMapper().readTree(StatusReport.of(Optional.empty()).json());

    // then
    assertThat(json.path("url").isNull()).isTrue();
    assertThat(json.path("services").isArray()).isTrue();
    assertThat(json.path("services")).isEmpty();
  }

  @Test
  void tableShowsTheDeadWithTheirRestarts() {
    assertThat(StatusReport.of(Optional.of(STATE)).lines())
        .anyMatch(line -> line.matches("generator-worker-1 +dead .* 2"))
        .anyMatch(line -> line.startsWith("launcher") && line.contains("supervising"));
  }

  @Test
  void whatIsGivenUpIsShownAsThat() {
    // given
    StackState state = STATE.with(new ServiceState("trainer-worker", GONE, 9, 2, true));

    // then
    assertThat(StatusReport.of(Optional.of(state)).lines())
        .anyMatch(line -> line.matches("trainer-worker +given-up .* 2"));
  }
}
