package dev.xmcgan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.data.ProcessIdentity;
import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.cli.data.StackState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real processes. */
class OrphanProcessesTest {
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void killAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void stopsWhatIsOnRecordTheLastStartedFirst() throws Exception {
    // given
    StackState state =
        stack(service("kafka", identity(sleeping())), service("gateway", identity(sleeping())));

    // when
    List<String> stopped = new OrphanProcesses(Duration.ofSeconds(10)).stop(state);

    // then
    assertThat(stopped).containsExactly("gateway", "kafka");
    assertThat(processes).noneMatch(Process::isAlive);
  }

  @Test
  void leavesAProcessAloneThatOnlyHasThePid() throws Exception {
    // given
    ProcessIdentity now = identity(sleeping());
    ProcessIdentity before =
        new ProcessIdentity(now.pid(), now.startedAt().minusSeconds(600), now.command());

    // when
    List<String> stopped =
        new OrphanProcesses(Duration.ofSeconds(10)).stop(stack(service("kafka", before)));

    // then
    assertThat(stopped).isEmpty();
    assertThat(processes).allMatch(Process::isAlive);
  }

  @Test
  void killsWhatDoesNotEnd() throws Exception {
    // given
    Process deaf = started("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done");
    deaf.inputReader().readLine();

    // when
    new OrphanProcesses(Duration.ofMillis(200)).end(deaf.toHandle());

    // then
    assertThat(deaf.waitFor()).isEqualTo(137);
  }

  private Process sleeping() throws IOException {
    return started("sleep", "60");
  }

  private Process started(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }

  private static ProcessIdentity identity(Process process) {
    return ProcessIdentity.of(process.toHandle());
  }

  private static ServiceState service(String name, ProcessIdentity identity) {
    return new ServiceState(name, identity, 1, 0, false);
  }

  private static StackState stack(ServiceState... services) {
    return new StackState(
        ProcessIdentity.of(ProcessHandle.current()),
        new StackPorts(1, 2, 3),
        "",
        List.of(services));
  }
}
