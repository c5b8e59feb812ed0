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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Streams all pairs of a source to {@code image-text-pairs} and tells how it went. Run again, it
 * goes on where it stopped, however it stopped: each transaction of pairs holds the place behind
 * them.
 */
final class PairImport {
  private static final int TOLD_PROBLEMS = 10;

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
  void run(PairSource source) throws IOException, InterruptedException {
    run(problems -> source);
  }

  /**
   * Returns when every pair is stored or skipped.
   *
   * @throws CommandException when Kafka does not take them
   */
  void run(Opening opening) throws IOException, InterruptedException {
    SkippedPairs skipped = new SkippedPairs(TOLD_PROBLEMS);
    PairSource source = opening.open(skipped::add);
    String importId = source.name() + "@" + source.version();
    ImportedPlace place = new ImportedPlace(settings);
    place.requireTopics();
    try (PairTransactions transactions = new PairTransactions(settings, importId, clock)) {
      // only now has an earlier run of this import surely ended
      PairTransactions.Count before = again ? PairTransactions.Count.NONE : place.of(importId);
      try (Progress progress =
              Progress.over(source.name(), before.place(), source.count(), "pairs");
          Stream<PlacedPair> pairs =
              source.pairs(
                  before.place(),
                  problem -> {
                    skipped.add(problem);
                    progress.step();
                  })) {
        PairTransactions.Count after =
            transactions.store(pairs.iterator(), before, skipped, progress);
        tell(source, before, after);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    skipped.lines().forEach(out::println);
    out.flush();
  }

  private void tell(
      PairSource source, PairTransactions.Count before, PairTransactions.Count after) {
    String earlier =
        before.pairs() > 0
            ? ", %d were there (--again sends them too)".formatted(before.pairs())
            : "";
    out.printf(
        "sent %d pairs of %s to %s%s%n",
        after.pairs() - before.pairs(),
        source.name(),
        settings.topic(Topic.IMAGE_TEXT_PAIRS),
        earlier);
  }
}
