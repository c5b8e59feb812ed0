package dev.xmcgan.datasets.lines;

/** A line cannot be used; the message is the end of a sentence about it. */
public final class MalformedLineException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedLineException(String message) {
    super(message);
  }
}
