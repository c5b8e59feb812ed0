package dev.xmcgan.cli.progress;

import java.time.Clock;
import java.util.OptionalLong;

/** How far a command is: a bar on a terminal, now and then a line elsewhere. Thread-safe. */
public interface Progress extends AutoCloseable {

  /**
   * Starts at nothing.
   *
   * @param unit of the steps, such as {@code pairs}
   */
  static Progress over(String task, OptionalLong steps, String unit) {
    return over(task, 0, steps, unit);
  }

  /**
   * Starts where an earlier run stopped.
   *
   * @param done steps of earlier runs
   * @param steps of all runs together
   * @param unit of the steps, such as {@code pairs}
   */
  static Progress over(String task, long done, OptionalLong steps, String unit) {
    return System.console() == null
        ? new ProgressLines(task, done, steps, unit, System.err::println, Clock.systemUTC())
        : new TerminalBar(task, done, steps, unit);
  }

  /** So many more are done. */
  void step(long count);

  /** One more is done. */
  default void step() {
    step(1);
  }

  @Override
  void close();
}
