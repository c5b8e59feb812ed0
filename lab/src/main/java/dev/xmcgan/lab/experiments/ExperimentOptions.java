package dev.xmcgan.lab.experiments;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every comparison asks for. */
public final class ExperimentOptions {
  private static final int FEWEST_IMAGES = 2;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to save.")
  private Path out;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Scenes to draw and learn from (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Held-out captions to draw (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the tensor library (default: ${DEFAULT-VALUE}).")
  private int threads;

  /** Checks the values for training with steps of that many different pairs. */
  public void check(int examplesPerStep) {
    if (pairs < examplesPerStep) {
      throw CommandException.usage(
          "--pairs " + pairs + " is less than a step takes: " + examplesPerStep);
    }
    if (images < FEWEST_IMAGES || threads < 1) {
      throw CommandException.usage(
          "--images must be at least %d, --threads at least 1".formatted(FEWEST_IMAGES));
    }
  }

  /** Scenes to learn from. */
  public int pairs() {
    return pairs;
  }

  /** Held-out captions to draw. */
  public int images() {
    return images;
  }

  /** The folder of a comparison with those settings. */
  public ResultFiles files(Record settings) throws IOException {
    return ResultFiles.open(out, settings);
  }

  /** Sets the tensor library up. */
  public ExperimentContext context(PrintWriter console) throws IOException {
    return ExperimentContext.open(threads, console);
  }
}
