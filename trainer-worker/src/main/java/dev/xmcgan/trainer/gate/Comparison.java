package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.paired.PairedDifference;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.ScoreJson;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.trainer.config.GateConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a checkpoint's measures against those of others that drew the same captions from the same
 * seeds. It fails where it is worse than one of them beyond chance, which the interval of a paired
 * bootstrap tells, and by more than a margin.
 */
final class Comparison {
  /** How unlike the images of one caption are. */
  static final String DIVERSITY = "diversity";

  private final GateConfig.Margin margins;
  private final Optional<Reference> served;
  private final Optional<Reference> best;
  private final List<EvaluationScore> scores = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> gains = new ArrayList<>();
  private boolean better;
  private boolean below;

  /**
   * A checkpoint to be held against.
   *
   * @param role what it is, for a person to read
   * @param measures by set, the weightiest of each set first
   */
  record Reference(String checkpointId, String role, Map<String, List<Measure>> measures) {}

  /**
   * Compares.
   *
   * @param served the checkpoint that serves, or served before
   * @param best the best release so far; may be the same
   */
  Comparison(
      GateConfig.Margin margins,
      Map<String, List<Measure>> candidate,
      Optional<Reference> served,
      Optional<Reference> best) {
    this.margins = margins;
    this.served = served;
    this.best = best;
    candidate.forEach(
        (set, measures) -> {
          for (int i = 0; i < measures.size(); i++) {
            compare(set, measures.get(i), i == 0);
          }
        });
  }

  /** What serves; empty where nothing is there to be held against. */
  Optional<Reference> served() {
    return served;
  }

  /** The best so far; empty where nothing is there to be held against. */
  Optional<Reference> best() {
    return best;
  }

  /** Every measure, with what it was held against. */
  List<EvaluationScore> scores() {
    return List.copyOf(scores);
  }

  /** One line for each measure in which it is worse than one of the others. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The sets' measures in which it is better than what serves beyond chance. */
  List<String> gains() {
    return List.copyOf(gains);
  }

  /**
   * Whether it is the best so far once it is released: better beyond chance in the first measure of
   * a set, below in the first of none, worse beyond chance in none at all.
   */
  boolean movesBest() {
    return failures.isEmpty() && (best.isEmpty() || (better && !below));
  }

  private void compare(String set, Measure measure, boolean first) {
    Optional<Measure> ofServed = served.flatMap(each -> same(each, set, measure));
    Optional<Measure> ofBest = best.flatMap(each -> same(each, set, measure));
    Map<String, PairedDifference> differences = new LinkedHashMap<>();
    for (Optional<Reference> reference : List.of(served, best)) {
      reference
          .filter(each -> !differences.containsKey(each.checkpointId()))
          .ifPresent(
              each ->
                  same(each, set, measure)
                      .ifPresent(
                          other ->
                              differences.put(
                                  each.checkpointId(), against(set, measure, each, other))));
    }
    Optional<PairedDifference> aboveServed =
        served.map(each -> differences.get(each.checkpointId()));
    Optional<PairedDifference> aboveBest = best.map(each -> differences.get(each.checkpointId()));
    aboveServed
        .filter(PairedDifference::isBetter)
        .ifPresent(gain -> gains.add(measure.metric() + " of " + set));
    aboveBest.ifPresent(
        difference -> {
          better |= first && difference.isBetter();
          below |= difference.isWorse() || (first && difference.value() < 0);
        });
    scores.add(
        EvaluationScore.newBuilder()
            .setSet(set)
            .setMetric(measure.metric())
            .setValue(measure.score().value())
            .setServing(ofServed.map(each -> each.score().value()).orElse(null))
            .setServingLow(aboveServed.map(each -> each.interval().low()).orElse(null))
            .setServingHigh(aboveServed.map(each -> each.interval().high()).orElse(null))
            .setBest(ofBest.map(each -> each.score().value()).orElse(null))
            .setBestLow(aboveBest.map(each -> each.interval().low()).orElse(null))
            .setBestHigh(aboveBest.map(each -> each.interval().high()).orElse(null))
            .setFloor(measure.floor().isPresent() ? measure.floor().getAsDouble() : null)
            .setMargin(ofServed.or(() -> ofBest).map(this::margin).orElse(null))
            .setProtocol(ScoreJson.protocol(measure.protocol()).toString())
            .build());
  }

  private PairedDifference against(
      String set, Measure measure, Reference reference, Measure other) {
    PairedDifference difference = measure.above(other);
    if (difference.isWorse() && -difference.value() > margin(other)) {
      failures.add(failure(set, measure, reference, other, difference));
    }
    return difference;
  }

  private double margin(Measure other) {
    double value = Math.abs(other.score().value());
    if (other.metric().startsWith(KernelDistance.METRIC)) {
      return margins.kid() * Math.max(value, other.floor().orElse(0));
    }
    return other.metric().equals(DIVERSITY) ? margins.diversity() * value : margins.shares();
  }

  private static Optional<Measure> same(Reference reference, String set, Measure measure) {
    return reference.measures().getOrDefault(set, List.of()).stream()
        .filter(each -> each.metric().equals(measure.metric()))
        .findFirst();
  }

  private String failure(
      String set,
      Measure measure,
      Reference reference,
      Measure other,
      PairedDifference difference) {
    Interval interval = difference.interval();
    return String.format(
        Locale.ROOT,
        "%s of %s %.4f is worse than %.4f of %s, %s, by %.4f to %.4f (95 %%), %.4f are allowed",
        measure.metric(),
        set,
        measure.score().value(),
        other.score().value(),
        reference.checkpointId(),
        reference.role(),
        -interval.high(),
        -interval.low(),
        margin(other));
  }
}
