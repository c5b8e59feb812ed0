package dev.xmcgan.localkafka.processes;

import java.util.List;

/** A child process could not be started, ended early or did not get ready in time. */
public class ChildProcessException extends RuntimeException {

  private final List<String> lastLogLines;

  public ChildProcessException(String process, String message, List<String> lastLogLines) {
    super(process + " " + message);
    this.lastLogLines = List.copyOf(lastLogLines);
  }

  public ChildProcessException(String process, String message, Throwable cause) {
    super(process + " " + message, cause);
    this.lastLogLines = List.of();
  }

  /** The end of its log, oldest first; may be empty. */
  public List<String> lastLogLines() {
    return lastLogLines;
  }
}
