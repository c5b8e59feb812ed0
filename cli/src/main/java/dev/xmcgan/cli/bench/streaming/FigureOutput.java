package dev.xmcgan.cli.bench.streaming;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How measurements are printed. */
final class FigureOutput {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  void print(FigureLine line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? line.toJson() : line.toText());
    out.flush();
  }
}
