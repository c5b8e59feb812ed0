package dev.xmcgan.cli.stack;

import java.io.PrintWriter;

/** What {@code up} tells while it works: one line per event, safe from several threads. */
final class Console {
  private final PrintWriter out;
  private final long startedNanos;

  /**
   * @param startedNanos {@link System#nanoTime()} when the command began
   */
  Console(PrintWriter out, long startedNanos) {
    this.out = out;
    this.startedNanos = startedNanos;
  }

  /** A line for people. */
  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  /** A service has reached a state. */
  void progress(String service, String state) {
    say(String.format("  %-20s %-22s %5.1f s", service, state, seconds()));
  }

  /** Since the command began. */
  double seconds() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }
}
