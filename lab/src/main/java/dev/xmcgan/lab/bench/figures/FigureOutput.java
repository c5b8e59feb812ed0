package dev.xmcgan.lab.bench.figures;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How measurements are printed. */
public final class FigureOutput {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  /** As JSON where that was asked for, else for people. */
  public void print(FigureLine line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? line.toJson() : line.toText());
    out.flush();
  }
}
