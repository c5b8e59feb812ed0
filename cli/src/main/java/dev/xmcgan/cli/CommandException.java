package dev.xmcgan.cli;

/** A command cannot go on; the message is the one line the user reads. */
public final class CommandException extends RuntimeException {
  private final int exitCode;

  private CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** It was tried and failed. */
  public static CommandException failed(String message) {
    return new CommandException(ExitCode.FAILED, message, null);
  }

  /** It was tried and failed for this cause, which is shown with XMCGAN_DEBUG=1 only. */
  public static CommandException failed(String message, Throwable cause) {
    return new CommandException(ExitCode.FAILED, message, cause);
  }

  /** Options that contradict each other or name what does not exist. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message, null);
  }

  /** The stack is not running. */
  public static CommandException notRunning(String message) {
    return new CommandException(ExitCode.NOT_RUNNING, message, null);
  }

  public int exitCode() {
    return exitCode;
  }
}
