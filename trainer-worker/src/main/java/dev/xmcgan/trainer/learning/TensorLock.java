package dev.xmcgan.trainer.learning;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time do tensor work, first come first served: so the process takes no more
 * cores than training was given, the others are for serving.
 */
public final class TensorLock {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Object precedence = new Object();
  private int urgent;

  /** Holds back all turns that are not urgent until it is closed. */
  public final class Precedence implements AutoCloseable {
    private Precedence() {}

    @Override
    public void close() {
      synchronized (precedence) {
        urgent--;
        precedence.notifyAll();
      }
    }
  }

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
      awaitNothingUrgent();
      return turn.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on no turn begins that is not urgent; one that has begun goes on to its end. For work
   * that consists of several urgent turns: a step of training between two of them would take the
   * core for as long as all of them need.
   */
  public Precedence precedence() {
    synchronized (precedence) {
      urgent++;
    }
    return new Precedence();
  }

  private void awaitNothingUrgent() {
    synchronized (precedence) {
      while (urgent > 0) {
        try {
          precedence.wait();
        } catch (InterruptedException stopping) {
          // whoever is to stop need not wait for others; the turn itself sees the flag
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
