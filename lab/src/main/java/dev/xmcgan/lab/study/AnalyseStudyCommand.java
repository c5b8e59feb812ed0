package dev.xmcgan.lab.study;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.ScoreJson;
import dev.xmcgan.evaluation.study.StudyAnalysis;
import dev.xmcgan.evaluation.study.StudyResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the answers. */
@Command(
    name = "analyse",
    header = "Says what the raters preferred.",
    description =
        "Reads the raters' sheets and gives for each system the share of answers that put it first"
            + " and its mean rank, each with a 95 % interval from a bootstrap over captions. Rows"
            + " without an answer are left out.")
public final class AnalyseStudyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The key.csv of the study.")
  private Path key;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The raters' sheets.")
  private List<Path> sheets;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Of the bootstrap (default: ${DEFAULT-VALUE}).")
  private int resamples;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "0",
      description = "Of the bootstrap (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Scores with their protocols, by system.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<String> answers = new ArrayList<>();
    for (Path sheet : sheets) {
      answers.add(Files.readString(sheet));
    }
    List<StudyResult> results;
    try {
      results = new StudyAnalysis(resamples, seed).analyse(Files.readString(key), answers);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
    print(results);
    return ExitCode.OK;
  }

  private void print(List<StudyResult> results) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(ScoreJson.write(results.stream().flatMap(AnalyseStudyCommand::scores).toList()));
    } else {
      out.printf("%-20s %26s %26s%n", "", "preferred", "mean rank");
      for (StudyResult result : results) {
        out.printf(
            "%-20s %26s %26s%n",
            result.system(), text(result.preferred()), text(result.meanRank()));
      }
    }
    out.flush();
  }

  private static Stream<Score> scores(StudyResult result) {
    return Stream.of(result.preferred(), result.meanRank())
        .map(score -> score.with("system", result.system()));
  }

  private static String text(Score score) {
    Interval interval = score.interval().orElseThrow();
    return "%.3f (%.3f to %.3f)".formatted(score.value(), interval.low(), interval.high());
  }
}
