package dev.xmcgan.generator.batching;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Start-time fair queueing (Goyal, Vin, Cheng, 1996) between tenants: of two that both have
 * something waiting, each gets a share of the cost by its weight. Each level of priority has its
 * own virtual time, which is the start of what was served last; a tenant that comes begins there,
 * so that nobody saves up shares while they ask for nothing. One owner; not thread-safe.
 */
final class FairShares {
  private final ToDoubleFunction<String> weightOf;

  /** Virtual times at which what was served of the flows ends. */
  private final Map<Flow, Double> finished = new HashMap<>();

  /** Virtual time, by level. */
  private final Map<Long, Double> now = new HashMap<>();

  private Set<Flow> waiting = Set.of();

  /** The requests of a tenant at a level of priority. */
  record Flow(long level, String tenant) {}

  /**
   * @param weightOf the weight of a tenant, above 0
   */
  FairShares(ToDoubleFunction<String> weightOf) {
    this.weightOf = weightOf;
  }

  /** Says which flows wait. Levels of which none does begin anew when one comes. */
  void waiting(Set<Flow> flows) {
    Set<Long> levels = flows.stream().map(Flow::level).collect(Collectors.toSet());
    now.keySet().retainAll(levels);
    finished
        .entrySet()
        .removeIf(
            each ->
                !levels.contains(each.getKey().level())
                    || !flows.contains(each.getKey())
                        && each.getValue() <= present(each.getKey().level()));
    for (Flow flow : flows) {
      if (!waiting.contains(flow)) {
        finished.merge(flow, present(flow.level()), Math::max);
      }
    }
    waiting = Set.copyOf(flows);
  }

  /** Virtual times at which the next requests of the waiting flows start. */
  Map<Flow, Double> starts() {
    return waiting.stream().collect(Collectors.toMap(flow -> flow, finished::get));
  }

  /** Virtual time that a cost takes of a tenant's share. */
  double length(Flow flow, double cost) {
    return cost / weightOf.applyAsDouble(flow.tenant());
  }

  /** Something of a waiting flow is served next. */
  void serve(Flow flow, double cost) {
    double start = finished.get(flow);
    now.merge(flow.level(), start, Math::max);
    finished.put(flow, start + length(flow, cost));
  }

  private double present(long level) {
    return now.getOrDefault(level, 0.0);
  }
}
