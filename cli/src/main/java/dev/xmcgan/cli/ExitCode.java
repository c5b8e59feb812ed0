package dev.xmcgan.cli;

/** What {@code ./xmcgan} ends with. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** It was tried and failed; one line on standard error says why. */
  public static final int FAILED = 1;

  /** The command line itself is wrong. */
  public static final int USAGE = 2;

  /** The stack this command needs is not running. */
  public static final int NOT_RUNNING = 3;

  private ExitCode() {}
}
