package dev.xmcgan.cli.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A line every ten seconds, none for what is done before that. */
final class ProgressLines implements Progress {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final String task;
  private final OptionalLong steps;
  private final String unit;
  private final Consumer<String> out;
  private final Clock clock;
  private final Instant started;
  private final long before;
  private long done;
  private Instant told;

  ProgressLines(
      String task, long done, OptionalLong steps, String unit, Consumer<String> out, Clock clock) {
    this.task = task;
    this.steps = steps;
    this.unit = unit;
    this.out = out;
    this.clock = clock;
    this.started = clock.instant();
    this.told = started;
    this.before = done;
    this.done = done;
  }

  @Override
  public synchronized void step(long count) {
    done += count;
    Instant now = clock.instant();
    if (Duration.between(told, now).compareTo(INTERVAL) >= 0) {
      told = now;
      double seconds = Duration.between(started, now).toMillis() / 1000.0;
      String all = steps.isPresent() ? " of " + steps.getAsLong() : "";
      out.accept("%s: %d%s %s, %.1f/s".formatted(task, done, all, unit, (done - before) / seconds));
    }
  }

  @Override
  public void close() {
    // the command says itself how it ended
  }
}
