package dev.xmcgan.localkafka.processes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Kills a child when this JVM ends without having stopped it. A shell reads from a pipe that only
 * this JVM holds open: when we are gone, however that came about, the pipe ends and the shell kills
 * the child.
 */
final class Watchdog {

  private static final String SCRIPT =
      "trap '' INT TERM; read -r word; "
          + "[ \"$word\" = dismissed ] || kill -9 \"$0\" 2>/dev/null";

  private final Optional<Process> shell;

  private Watchdog(Optional<Process> shell) {
    this.shell = shell;
  }

  static Watchdog none() {
    return new Watchdog(Optional.empty());
  }

  static Watchdog over(Process child) throws IOException {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, Long.toString(child.pid()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Watchdog(Optional.of(shell));
  }

  /** The child has ended; its process id may soon be somebody else's. */
  void dismiss() {
    shell.ifPresent(
        process -> {
          try {
            process.getOutputStream().write("dismissed\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().close();
          } catch (IOException e) {
            process.destroyForcibly();
          }
        });
  }
}
