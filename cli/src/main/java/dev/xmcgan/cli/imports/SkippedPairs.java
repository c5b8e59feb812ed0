package dev.xmcgan.cli.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.datasets.PairProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was left out and why: counts by kind, and the first few reasons of each. Thread-safe. */
final class SkippedPairs {
  private final int remembered;
  private final Map<String, Kind> kinds = new TreeMap<>();

  /**
   * @param remembered reasons of each kind
   */
  SkippedPairs(int remembered) {
    this.remembered = remembered;
  }

  /** What is counted together. */
  private static final class Kind {
    private final List<String> reasons = new ArrayList<>();
    private long count;
  }

  void add(PairProblem problem) {
    add(problem.kind(), problem.describe());
  }

  /**
   * @param kind such as {@code missing image}
   */
  synchronized void add(String kind, String reason) {
    Kind known = kinds.computeIfAbsent(kind, fresh -> new Kind());
    known.count++;
    if (known.reasons.size() < remembered) {
      known.reasons.add(reason);
    }
  }

  /** What another has gathered, too. */
  synchronized void addAll(SkippedPairs others) {
    others.kinds.forEach(
        (name, kind) -> {
          kind.reasons.forEach(reason -> add(name, reason));
          kinds.get(name).count += kind.count - kind.reasons.size();
        });
  }

  /** For people; empty when nothing was left out. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!kinds.isEmpty()) {
      lines.add(
          kinds.entrySet().stream()
              .map(kind -> kind.getKey() + " " + kind.getValue().count)
              .collect(Collectors.joining(", ", "skipped " + count() + ": ", "")));
    }
    kinds.forEach(
        (name, kind) -> {
          kind.reasons.forEach(reason -> lines.add("  " + reason));
          if (kind.count > kind.reasons.size()) {
            lines.add("  and %d more: %s".formatted(kind.count - kind.reasons.size(), name));
          }
        });
    return lines;
  }

  /** For programs. */
  synchronized ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode().put("count", count());
    ArrayNode list = json.putArray("kinds");
    kinds.forEach(
        (name, kind) -> {
          ArrayNode reasons =
              list.addObject().put("kind", name).put("count", kind.count).putArray("reasons");
          kind.reasons.forEach(reasons::add);
        });
    return json;
  }

  private long count() {
    return kinds.values().stream().mapToLong(kind -> kind.count).sum();
  }
}
