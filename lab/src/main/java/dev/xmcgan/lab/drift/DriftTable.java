package dev.xmcgan.lab.drift;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What was found at each share and step, in Markdown. */
final class DriftTable {
  private static final double MOST_LOST = 0.1;

  private final Finding before;
  private final List<Finding> after;

  DriftTable(Finding before, List<Finding> after) {
    this.before = before;
    this.after = List.copyOf(after);
  }

  /** A row for each finding, a column for each figure. */
  String markdown() {
    String headings =
        Arrays.stream(Concept.values())
            .flatMap(Concept::headings)
            .collect(Collectors.joining(" | "));
    StringBuilder text =
        new StringBuilder("| share of new | steps | " + headings + " | kept of old |\n");
    text.append("|---".repeat((int) headings.chars().filter(c -> c == '|').count() + 4));
    text.append("|\n");
    append(text, "–", before);
    after.forEach(finding -> append(text, "" + finding.share().orElseThrow(), finding));
    return text + "\n" + verdict();
  }

  /** Which shares kept the old figures at the last step. */
  private String verdict() {
    long last = after.stream().mapToLong(Finding::step).max().orElse(0);
    String kept =
        after.stream()
            .filter(finding -> finding.step() == last)
            .filter(finding -> finding.kept(before) >= 1 - MOST_LOST)
            .map(finding -> "" + finding.share().orElseThrow())
            .collect(Collectors.joining(", "));
    return "No old figure fell by more than %.0f %% in %d steps with a share of: %s%n"
        .formatted(100 * MOST_LOST, last, kept.isEmpty() ? "none of these" : kept);
  }

  private void append(StringBuilder text, String share, Finding finding) {
    text.append("| %s | %d |".formatted(share, finding.step()));
    for (Concept concept : Concept.values()) {
      for (String metric : concept.metrics()) {
        text.append(" %.3f |".formatted(finding.figure(concept, metric)));
      }
    }
    text.append(" %.2f |%n".formatted(finding.kept(before)));
  }
}
