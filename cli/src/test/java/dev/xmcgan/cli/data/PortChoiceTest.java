package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortChoiceTest {
  @Test
  void namesEveryTakenPortWithItsOption() throws Exception {
    try (ServerSocket one = listening();
        ServerSocket other = listening()) {
      // given
      Map<String, Integer> ports = new LinkedHashMap<>();
      ports.put("--port", one.getLocalPort());
      ports.put("--kafka-port", other.getLocalPort());

      // then
      assertThatThrownBy(() -> PortChoice.requireFree(ports))
          .isInstanceOf(CommandException.class)
          .hasMessage(
              "ports in use: %d (--port), %d (--kafka-port); stop what listens there or choose"
                  + " others",
              one.getLocalPort(), other.getLocalPort());
    }
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatThrownBy(() -> PortChoice.requireFree(Map.of("--port", 70_000)))
        .isInstanceOf(CommandException.class)
        .hasMessage("--port 70000 is not a port (1 to 65535)")
        .extracting(e -> ((CommandException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void refusesTheSamePortTwice() throws Exception {
    int port;
    try (ServerSocket socket = listening()) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(
            () -> PortChoice.requireFree(Map.of("--port", port, "--registry-port", port)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("the same port is given twice");
  }

  @Test
  void prefersThePreferredPortUnlessItIsTaken() throws Exception {
    int free;
    try (ServerSocket socket = listening()) {
      free = socket.getLocalPort();
      assertThat(PortChoice.preferably(free, Set.of())).isNotEqualTo(free);
    }
    assertThat(PortChoice.preferably(free, Set.of())).isEqualTo(free);
    assertThat(PortChoice.preferably(free, Set.of(free))).isNotEqualTo(free);
  }

  private static ServerSocket listening() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
