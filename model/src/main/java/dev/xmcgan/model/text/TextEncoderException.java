package dev.xmcgan.model.text;

import java.io.IOException;
import java.nio.file.Path;

/** A directory does not hold a text encoder that can be used; the message names file and fault. */
public final class TextEncoderException extends IOException {

  /** A fault of a file. */
  public TextEncoderException(Path file, String fault) {
    super("text encoder " + file + ": " + fault);
  }

  /** A fault of a file that shows in an exception. */
  public TextEncoderException(Path file, String fault, Throwable cause) {
    super("text encoder " + file + ": " + fault, cause);
  }
}
