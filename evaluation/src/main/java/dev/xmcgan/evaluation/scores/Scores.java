package dev.xmcgan.evaluation.scores;

import java.util.Objects;
import java.util.TreeSet;

/** Comparison of scores. */
public final class Scores {

  private Scores() {}

  /**
   * How much the second is above the first.
   *
   * @throws ProtocolMismatchException naming the first field in which their protocols differ
   */
  public static double compare(Score first, Score second) {
    Protocol left = first.protocol();
    Protocol right = second.protocol();
    requireSame("metric", left.metric(), right.metric());
    requireSame("network", left.network(), right.network());
    requireSame("images", left.images(), right.images());
    requireSame("references", left.references(), right.references());
    requireSame("referenceSet", left.referenceSet(), right.referenceSet());
    requireSame("resize", left.resize(), right.resize());
    TreeSet<String> names = new TreeSet<>(left.parameters().keySet());
    names.addAll(right.parameters().keySet());
    for (String name : names) {
      requireSame("parameters." + name, left.parameters().get(name), right.parameters().get(name));
    }
    return second.value() - first.value();
  }

  private static void requireSame(String field, Object left, Object right) {
    if (!Objects.equals(left, right)) {
      throw new ProtocolMismatchException(field, left, right);
    }
  }
}
