package dev.xmcgan.cli.data;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it was seen when it started, so that another that got its pid later is not taken for
 * it.
 *
 * @param pid the operating system's number
 * @param startedAt when the process started, as the operating system says
 * @param command the executable; empty where the system does not tell
 */
public record ProcessIdentity(long pid, Instant startedAt, String command) {
  // the boot time that start instants are counted from is itself rounded
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** The identity of a living process. */
  public static ProcessIdentity of(ProcessHandle process) {
    return new ProcessIdentity(
        process.pid(),
        process.info().startInstant().orElse(Instant.EPOCH),
        process.info().command().orElse(""));
  }

  /** The process, if it still runs and is the same one. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle process) {
    ProcessIdentity other = of(process);
    return Duration.between(startedAt, other.startedAt).abs().compareTo(TOLERANCE) <= 0
        && command.equals(other.command);
  }
}
