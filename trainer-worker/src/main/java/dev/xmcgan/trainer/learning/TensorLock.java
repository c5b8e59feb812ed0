package dev.xmcgan.trainer.learning;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time do tensor work, first come first served: so the process takes no more
 * cores than training was given, the others are for serving.
 */
public final class TensorLock {
  private final ReentrantLock lock = new ReentrantLock(true);

  /** A piece of work. */
  @FunctionalInterface
  public interface Turn<R, X extends Exception> {
    R run() throws X;
  }

  /**
   * Waits for the others, then works.
   *
   * @param urgent not to wait, and to take a core from whoever else has it
   */
  public <R, X extends Exception> R take(boolean urgent, Turn<R, X> turn) throws X {
    if (urgent) {
      return turn.run();
    }
    lock.lock();
    try {
      return turn.run();
    } finally {
      lock.unlock();
    }
  }
}
