package dev.xmcgan.generator.drawing;

import ai.djl.engine.EngineException;
import java.util.Locale;

/** Tells a want of memory, on the heap, natively or on a GPU, from other failures. */
public final class OutOfMemory {
  private OutOfMemory() {}

  /** Whether memory did not suffice. The tensor library says so in words alone. */
  public static boolean is(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      if (cause instanceof EngineException && cause.getMessage() != null) {
        String message = cause.getMessage().toLowerCase(Locale.ROOT);
        if (message.contains("out of memory") || message.contains("can't allocate memory")) {
          return true;
        }
      }
    }
    return false;
  }
}
