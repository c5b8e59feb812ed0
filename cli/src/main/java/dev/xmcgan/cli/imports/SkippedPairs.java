package dev.xmcgan.cli.imports;

import java.util.ArrayList;
import java.util.List;

/** What was left out and why; remembers the first few reasons and counts all. */
final class SkippedPairs {
  private final int remembered;
  private final List<String> reasons = new ArrayList<>();
  private long count;

  SkippedPairs(int remembered) {
    this.remembered = remembered;
  }

  synchronized void add(String reason) {
    count++;
    if (reasons.size() < remembered) {
      reasons.add(reason);
    }
  }

  /** For people; empty when nothing was left out. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (count > 0) {
      lines.add("skipped " + count + ":");
      reasons.forEach(reason -> lines.add("  " + reason));
      if (count > reasons.size()) {
        lines.add("  and " + (count - reasons.size()) + " more");
      }
    }
    return lines;
  }
}
