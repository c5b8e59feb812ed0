package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.KafkaOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every import. */
final class ImportTarget {
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--again",
      description =
          "From the start, instead of where the last import of this data set stopped; pairs that"
              + " were taken before are recognised.")
  private boolean again;

  @Option(names = "--json", description = "Tell how it went as one JSON object.")
  private boolean json;

  /**
   * Imports a data set and tells how it went.
   *
   * @throws CommandException when nothing of it could be sent
   */
  void run(PairImport.Opening opening, PrintWriter out) throws IOException, InterruptedException {
    PrintWriter told = json ? new PrintWriter(PrintWriter.nullWriter()) : out;
    SkippedPairs skipped = new SkippedPairs(PairImport.TOLD_PROBLEMS);
    ImportReport report =
        new PairImport(kafka.settings(), again, Clock.systemUTC(), told).run(opening, skipped);
    if (json) {
      out.println(report.json(skipped));
      out.flush();
    }
    if (!report.hasPairs()) {
      throw CommandException.failed("nothing of %s could be sent".formatted(report.source()));
    }
  }
}
