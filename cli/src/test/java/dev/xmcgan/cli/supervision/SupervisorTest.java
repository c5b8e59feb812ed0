package dev.xmcgan.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.localkafka.processes.LogRotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real child processes. */
class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Heard heard = new Heard();
  private final Supervisor supervisor =
      new Supervisor(
          new RestartPolicy(Duration.ofMillis(20), 3, Duration.ofMinutes(1)),
          new LivenessPolicy(Duration.ofMillis(50), 3, 3),
          new LogRotation(1_000, 2),
          Clock.systemUTC(),
          heard);

  @AfterEach
  void stopAll() throws Exception {
    supervisor.close();
  }

  @Test
  void killedProcessIsToldOfAndReplaced() throws Exception {
    // given
    supervisor.start(service("worker", 0, ShellService.RUNS));
    supervisor.restartFromNowOn();
    long first = heard.pids.get(0);

    // when
    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    // then
    await().atMost(PATIENCE).until(() -> heard.pids.size() == 2);
    assertThat(heard.deaths).containsExactly("worker was killed by signal 9 (SIGKILL)");
    assertThat(ProcessHandle.of(heard.pids.get(1))).isPresent();
    assertThat(supervisor.failure()).isNotDone();
  }

  @Test
  void crashLoopIsAFailure() throws Exception {
    // given
    supervisor.restartFromNowOn();

    // when
    supervisor.start(service("worker", 0, "exit 7"));

    // then
    ServiceFailure failure = supervisor.failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure.service().name()).isEqualTo("worker");
    assertThat(failure.reason()).isEqualTo("ended with exit code 7, 3 times within 60 s");
    assertThat(heard.pids).hasSize(3);
  }

  @Test
  void crashLoopOfOneThatNobodyNeedsLeavesTheOthersRunning() throws Exception {
    // given
    supervisor.start(service("kafka", 0, ShellService.RUNS));
    supervisor.restartFromNowOn();

    // when
    supervisor.start(service("trainer", 1, "exit 7"));

    // then
    await().atMost(PATIENCE).until(() -> !heard.givenUp.isEmpty());
    assertThat(heard.givenUp)
        .containsExactly("trainer ended with exit code 7, 3 times within 60 s");
    assertThat(supervisor.failure()).isNotDone();
    assertThat(ProcessHandle.of(heard.pids.get(0))).isPresent();
    assertThat(heard.pids).as("one of kafka, three of the trainer").hasSize(4);
  }

  @Test
  void oneThatDoesNotAnswerAnyMoreIsKilledAndReplaced() throws Exception {
    // given
    ShellService worker = service("worker", 0, ShellService.RUNS);
    supervisor.start(worker);
    supervisor.restartFromNowOn();

    // when
    Files.createFile(worker.hung());

    // then
    await().atMost(PATIENCE).until(() -> heard.deaths.size() == 1);
    Files.delete(worker.hung());
    assertThat(heard.deaths).containsExactly("worker did not answer any more and was killed");
    await().atMost(PATIENCE).until(() -> heard.pids.size() == 2);
    assertThat(ProcessHandle.of(heard.pids.get(0))).isEmpty();
    assertThat(supervisor.failure()).isNotDone();
  }

  @Test
  void logsArePutAsideWhileTheProcessWrites() throws Exception {
    // given
    ShellService worker =
        service("worker", 0, "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done");
    supervisor.start(worker);

    // when
    supervisor.restartFromNowOn();

    // then it goes on in its file, which stays short
    Path second = worker.log().resolveSibling("worker.log.2");
    await().atMost(PATIENCE).until(() -> Files.exists(second));
    long before = Files.size(worker.log());
    await().atMost(PATIENCE).until(() -> Files.size(worker.log()) != before);
    assertThat(worker.log()).content().startsWith("line ");
    assertThat(worker.log().resolveSibling("worker.log.3")).doesNotExist();
    assertThat(heard.pids).hasSize(1);
  }

  @Test
  void deathWhileTheStackStartsIsAFailureAtOnce() throws Exception {
    // when
    supervisor.start(service("worker", 0, "exit 1"));

    // then
    ServiceFailure failure = supervisor.failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure.reason()).isEqualTo("ended with exit code 1");
    assertThat(heard.deaths).isEmpty();
  }

  @Test
  void whatCannotBeStartedIsAFailure() throws Exception {
    // when
    supervisor.start(new UnstartableService(service("worker", 0, "")));

    // then
    ServiceFailure failure = supervisor.failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(failure.reason()).startsWith("could not be started: ");
  }

  @Test
  void stopsWhatNeedsOthersBeforeThem() throws Exception {
    // given
    Path order = folder.resolve("order");
    supervisor.start(service("kafka", 0, tellsWhenStopped("kafka", order)));
    supervisor.start(service("registry", 1, tellsWhenStopped("registry", order)));
    supervisor.start(service("gateway", 2, tellsWhenStopped("gateway", order)));
    // a shell that is asked to end before it has set its trap ends without a word
    for (String name : List.of("kafka", "registry", "gateway")) {
      await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(name + ".ready")));
    }

    // when
    supervisor.close();

    // then
    assertThat(order).hasContent("gateway\nregistry\nkafka");
  }

  @Test
  void leavesNothingRunning() throws Exception {
    // given
    supervisor.start(service("stubborn", 0, ShellService.RUNS));
    supervisor.start(service("other", 1, ShellService.RUNS));

    // when
    supervisor.close();

    // then
    assertThat(heard.pids).hasSize(2);
    assertThat(heard.pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    assertThat(heard.deaths).isEmpty();
  }

  private ShellService service(String name, int tier, String script) {
    return new ShellService(name, tier, script, folder);
  }

  private String tellsWhenStopped(String name, Path order) {
    return String.format(
        "trap 'echo %s >> %s; exit 0' TERM; : > %s; %s",
        name, order, folder.resolve(name + ".ready"), ShellService.RUNS);
  }

  private static final class Heard implements SupervisionListener {
    final List<Long> pids = new CopyOnWriteArrayList<>();
    final List<String> deaths = new CopyOnWriteArrayList<>();
    final List<String> givenUp = new CopyOnWriteArrayList<>();

    @Override
    public void started(Service service, long pid, int restarts) {
      pids.add(pid);
    }

    @Override
    public void restarting(Service service, String how, Duration delay) {
      deaths.add(service.name() + " " + how);
    }

    @Override
    public void givenUp(Service service, String reason) {
      givenUp.add(service.name() + " " + reason);
    }
  }
}
