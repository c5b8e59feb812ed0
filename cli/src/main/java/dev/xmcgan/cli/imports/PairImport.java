package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Streams all pairs of a source to {@code image-text-pairs} and tells how it went. Run again, it
 * goes on where it stopped, however it stopped: each transaction of pairs holds the place behind
 * them.
 */
final class PairImport {
  /** Reasons of each kind. */
  static final int TOLD_PROBLEMS = 3;

  private final KafkaSettings settings;
  private final boolean again;
  private final Clock clock;
  private final PrintWriter out;

  /**
   * @param again from the start, wherever an earlier run stopped
   */
  PairImport(KafkaSettings settings, boolean again, Clock clock, PrintWriter out) {
    this.settings = settings;
    this.again = again;
    this.clock = clock;
    this.out = out;
  }

  /** Opens a data set. */
  @FunctionalInterface
  interface Opening {
    PairSource open(Consumer<PairProblem> problems) throws IOException;
  }

  /** Imports a source that needs no opening. */
  ImportReport run(PairSource source) throws IOException, InterruptedException {
    return run(problems -> source, new SkippedPairs(TOLD_PROBLEMS));
  }

  /**
   * Returns when every pair is stored or skipped. What opening the data set finds wrong is told
   * before anything is sent.
   *
   * @param skipped gathers what is left out
   * @throws CommandException when Kafka does not take them
   */
  ImportReport run(Opening opening, SkippedPairs skipped) throws IOException, InterruptedException {
    Instant started = clock.instant();
    PairSource source = opening.open(skipped::add);
    tell(skipped);
    String importId = source.name() + "@" + source.version();
    ImportedPlace place = new ImportedPlace(settings);
    place.requireTopics();
    SkippedPairs met = new SkippedPairs(TOLD_PROBLEMS);
    PairTransactions.Count before;
    PairTransactions.Count after;
    try (PairTransactions transactions = new PairTransactions(settings, importId, clock)) {
      // only now has an earlier run of this import surely ended
      before = again ? PairTransactions.Count.NONE : place.of(importId);
      after = store(source, before, transactions, met);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    skipped.addAll(met);
    ImportReport report =
        new ImportReport(
            source.name(),
            settings.topic(Topic.IMAGE_TEXT_PAIRS),
            after.pairs() - before.pairs(),
            before.pairs(),
            // a place counts items where their number is known
            source.count().isPresent() ? before.place() - before.pairs() : 0,
            Duration.between(started, clock.instant()));
    out.println(report.line());
    tell(met);
    return report;
  }

  private static PairTransactions.Count store(
      PairSource source,
      PairTransactions.Count before,
      PairTransactions transactions,
      SkippedPairs met)
      throws IOException {
    ToLongFunction<PairTransactions.Count> done =
        source.count().isPresent() ? PairTransactions.Count::place : PairTransactions.Count::pairs;
    try (Progress progress =
            Progress.over(source.name(), done.applyAsLong(before), source.count(), "pairs");
        Stream<PlacedPair> pairs = source.pairs(before.place(), met::add)) {
      return transactions.store(pairs.iterator(), before, met, progress, done);
    }
  }

  private void tell(SkippedPairs skipped) {
    skipped.lines().forEach(out::println);
    out.flush();
  }
}
