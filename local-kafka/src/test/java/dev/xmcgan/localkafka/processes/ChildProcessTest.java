package dev.xmcgan.localkafka.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aChildIsStartingUntilItsProbeSaysYes() throws Exception {
    // given
    Path flag = directory.resolve("ready");
    try (ChildProcess child = start("sleep 0.3; touch ready; exec sleep 100")) {
      assertThat(child.state()).isEqualTo(ChildProcess.State.STARTING);

      // when
      child.awaitReady(() -> Files.exists(flag), PATIENCE);

      // then
      assertThat(child.state()).isEqualTo(ChildProcess.State.READY);
      assertThat(child.exitCode()).isEmpty();
    }
  }

  @Test
  void aChildThatEndsEarlyIsReportedWithItsLastWords() {
    // given
    try (ChildProcess child = start("echo no such luck; exit 3")) {

      // when, then
      assertThatThrownBy(() -> child.awaitReady(() -> false, PATIENCE))
          .isInstanceOfSatisfying(
              ChildProcessException.class,
              failure -> {
                assertThat(failure).hasMessage("child ended with exit code 3");
                assertThat(failure.lastLogLines()).containsExactly("no such luck");
              });
      assertThat(child.state()).isEqualTo(ChildProcess.State.FAILED);
    }
  }

  @Test
  void aChildThatIsNotReadyInTimeIsReported() {
    // given
    try (ChildProcess child = start("exec sleep 100")) {

      // when, then
      assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(100)))
          .isInstanceOf(ChildProcessException.class)
          .hasMessageContaining("did not get ready within");
    }
  }

  @Test
  void stoppingLetsAChildFinishInOrder() {
    // given
    ChildProcess child =
        start("trap 'echo in order; exit 0' TERM; echo up; while :; do sleep 0.1; done");
    awaitLog(child, "up");

    // when
    child.stop(PATIENCE);

    // then
    assertThat(child.lastLogLines(1)).containsExactly("in order");
    assertThat(child.state()).isEqualTo(ChildProcess.State.STOPPED);
  }

  @Test
  void aChildThatIgnoresTheRequestIsKilled() {
    // given
    ChildProcess child = start("trap '' TERM; echo up; while :; do sleep 0.1; done");
    awaitLog(child, "up");

    // when
    child.stop(Duration.ofMillis(300));

    // then
    assertThat(child.isAlive()).isFalse();
    assertThat(child.exitCode()).hasValue(137);
  }

  @Test
  void aProgramThatCannotBeFoundIsReportedByName() {
    // given
    ChildCommand command =
        new ChildCommand(
            "child",
            List.of(directory.resolve("nothing-here").toString()),
            Map.of(),
            directory,
            directory.resolve("child.log"),
            false);

    // when, then: with setsid it is the wrapper that fails, at once
    assertThatThrownBy(
            () -> {
              try (ChildProcess child = ChildProcess.start(command)) {
                child.awaitReady(() -> false, PATIENCE);
              }
            })
        .isInstanceOf(ChildProcessException.class)
        .hasMessageStartingWith("child ");
  }

  @Test
  void theEndOfAChildIsToldToWhoeverWaitsForIt() throws Exception {
    // given
    ChildProcess child = start("exit 5");

    // when
    ChildProcess ended = child.onExit().get(30, TimeUnit.SECONDS);

    // then
    assertThat(ended.exitCode()).hasValue(5);
  }

  @Test
  void aChildDiesWithTheJvmThatStartedIt() throws Exception {
    // given a JVM that starts a child and tells its process id
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartsAChild.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long child;
    try (var lines = parent.inputReader()) {
      child = Long.parseLong(lines.readLine());
      assertThat(ProcessHandle.of(child)).isPresent();

      // when it is killed
      parent.destroyForcibly().waitFor();
    }

    // then
    ProcessHandle.of(child)
        .ifPresent(handle -> handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private ChildProcess start(String script) {
    return ChildProcess.start(
        new ChildCommand(
            "child",
            List.of("/bin/sh", "-c", script),
            Map.of(),
            directory,
            directory.resolve("child.log"),
            false));
  }

  private static void awaitLog(ChildProcess child, String line) {
    try {
      child.awaitReady(() -> child.lastLogLines(5).contains(line), PATIENCE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
