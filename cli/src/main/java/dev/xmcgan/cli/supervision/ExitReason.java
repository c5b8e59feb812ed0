package dev.xmcgan.cli.supervision;

import java.util.Map;

/** Says in words how a process ended. */
final class ExitReason {
  private static final int SIGNAL_BASE = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9,
          "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  private ExitReason() {}

  static String of(int exitValue) {
    int signal = exitValue - SIGNAL_BASE;
    if (SIGNALS.containsKey(signal)) {
      return "was killed by signal " + signal + " (" + SIGNALS.get(signal) + ")";
    }
    return "ended with exit code " + exitValue;
  }
}
