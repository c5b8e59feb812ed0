package dev.xmcgan.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  private final ProcessIdentity own = ProcessIdentity.of(ProcessHandle.current());

  @Test
  void findsTheProcessItWasMadeOf() {
    assertThat(own.find()).contains(ProcessHandle.current());
  }

  @Test
  void doesNotTakeALaterProcessWithTheSamePidForIt() {
    ProcessIdentity earlier =
        new ProcessIdentity(own.pid(), own.startedAt().minus(Duration.ofMinutes(5)), own.command());

    assertThat(earlier.find()).isEmpty();
  }

  @Test
  void doesNotTakeAnotherProgramForIt() {
    ProcessIdentity other = new ProcessIdentity(own.pid(), own.startedAt(), "/usr/bin/editor");

    assertThat(other.find()).isEmpty();
  }

  @Test
  void findsNothingOnceTheProcessHasEnded() throws Exception {
    // given
    Process process = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity identity = ProcessIdentity.of(process.toHandle());

    // when
    process.destroyForcibly().waitFor();

    // then
    assertThat(identity.find()).isEmpty();
  }
}
