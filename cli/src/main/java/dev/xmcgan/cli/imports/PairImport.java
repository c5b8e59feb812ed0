package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Streams all pairs of a source to {@code image-text-pairs} and tells how it went. */
final class PairImport {
  private static final int TOLD_PROBLEMS = 10;

  private final KafkaSettings settings;
  private final PrintWriter out;

  PairImport(KafkaSettings settings, PrintWriter out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Returns when every pair is stored or skipped.
   *
   * @throws CommandException when Kafka does not take them
   */
  void run(PairSource source) throws IOException, InterruptedException {
    SkippedPairs skipped = new SkippedPairs(TOLD_PROBLEMS);
    long sent;
    try (PairSender sender = new PairSender(settings);
        Progress progress = Progress.over(source.name(), source.count(), "pairs");
        Stream<CaptionedImage> pairs =
            source.pairs(
                problem -> {
                  skipped.add(problem.describe());
                  progress.step();
                })) {
      for (Iterator<CaptionedImage> next = pairs.iterator(); next.hasNext(); ) {
        sender.send(next.next(), skipped, progress);
      }
      sent = sender.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.printf(
        "sent %d pairs of %s to %s%n", sent, source.name(), settings.topic(Topic.IMAGE_TEXT_PAIRS));
    List<String> lines = skipped.lines();
    lines.forEach(out::println);
    out.flush();
  }
}
