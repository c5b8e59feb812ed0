package dev.xmcgan.evaluation.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How probable a network finds each word of a list.
 *
 * @param shares by word, in the list's order; they sum to 1
 */
public record WordProbabilities(Map<String, Double> shares) {

  public WordProbabilities {
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
  }

  /** The softmax of as many logits, {@code stride} apart. */
  static WordProbabilities ofLogits(List<String> words, float[] logits, int from, int stride) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < words.size(); i++) {
      highest = Math.max(highest, logits[from + i * stride]);
    }
    double sum = 0;
    double[] powers = new double[words.size()];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Math.exp(logits[from + i * stride] - highest);
      sum += powers[i];
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < powers.length; i++) {
      shares.put(words.get(i), powers[i] / sum);
    }
    return new WordProbabilities(shares);
  }

  /** The most probable word. */
  public String best() {
    return Collections.max(shares.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
