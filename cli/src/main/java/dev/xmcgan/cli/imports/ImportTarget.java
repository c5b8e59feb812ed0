package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.kafka.KafkaOptions;
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

  PairImport to(PrintWriter out) {
    return new PairImport(kafka.settings(), again, Clock.systemUTC(), out);
  }
}
