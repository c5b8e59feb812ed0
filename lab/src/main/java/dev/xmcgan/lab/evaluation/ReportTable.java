package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.ProtocolMismatchException;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
import java.io.PrintWriter;
import java.util.Optional;

/** A report for people. */
final class ReportTable {
  private final PrintWriter out;

  ReportTable(PrintWriter out) {
    this.out = out;
  }

  /** Generated beside real. */
  void print(EvaluationReport report) {
    out.printf("%-23s %10s %10s%n", "", "generated", "real");
    for (Score score : report.generated()) {
      String metric = score.protocol().metric();
      out.printf("%-23s %10.3f %10s%n", metric, score.value(), value(report.realScore(metric)));
    }
    out.flush();
  }

  /**
   * Generated beside an earlier report's, and how much it is above that.
   *
   * @throws CommandException when a score of both was measured differently, naming what differs;
   *     nothing is printed then
   */
  void printComparison(EvaluationReport report, EvaluationReport earlier) {
    StringBuilder lines =
        new StringBuilder("%-23s %10s %10s %10s%n".formatted("", "generated", "earlier", "change"));
    int compared = 0;
    for (Score score : report.generated()) {
      String metric = score.protocol().metric();
      Optional<Score> other = earlier.score(metric);
      if (other.isPresent()) {
        double change = change(metric, other.get(), score);
        compared++;
        lines.append(
            "%-23s %10.3f %10s %+10.3f%n".formatted(metric, score.value(), value(other), change));
      }
    }
    if (compared == 0) {
      throw CommandException.failed("the two reports have no metric in common");
    }
    out.print(lines);
    out.flush();
  }

  private static double change(String metric, Score earlier, Score now) {
    try {
      return Scores.compare(earlier, now);
    } catch (ProtocolMismatchException e) {
      throw CommandException.failed(metric + ": " + e.getMessage(), e);
    }
  }

  private static String value(Optional<Score> score) {
    return score.map(found -> "%.3f".formatted(found.value())).orElse("");
  }
}
