package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.PairProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was left out and why; remembers the first few reasons and counts all by their kind. */
final class SkippedPairs {
  private final int remembered;
  private final List<String> reasons = new ArrayList<>();
  private final Map<String, Long> kinds = new TreeMap<>();
  private long count;

  SkippedPairs(int remembered) {
    this.remembered = remembered;
  }

  void add(PairProblem problem) {
    String kind = problem.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    add(kind.toLowerCase(Locale.ROOT), problem.describe());
  }

  /**
   * @param kind such as {@code missing image}
   */
  synchronized void add(String kind, String reason) {
    count++;
    kinds.merge(kind, 1L, Long::sum);
    if (reasons.size() < remembered) {
      reasons.add(reason);
    }
  }

  /** For people; empty when nothing was left out. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (count > 0) {
      lines.add(
          kinds.entrySet().stream()
              .map(kind -> kind.getKey() + " " + kind.getValue())
              .collect(Collectors.joining(", ", "skipped " + count + ": ", "")));
      reasons.forEach(reason -> lines.add("  " + reason));
      if (count > reasons.size()) {
        lines.add("  and " + (count - reasons.size()) + " more");
      }
    }
    return lines;
  }
}
