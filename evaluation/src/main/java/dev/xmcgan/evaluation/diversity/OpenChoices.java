package dev.xmcgan.evaluation.diversity;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each of a few words was chosen where a caption left one open.
 *
 * @param counts by word
 */
public record OpenChoices(Map<String, Long> counts) {

  public OpenChoices {
    counts = Map.copyOf(counts);
    if (counts.values().stream().mapToLong(Long::longValue).sum() < 1) {
      throw new IllegalArgumentException("no word was chosen");
    }
  }

  /** The share of the word that was chosen most. */
  public double modalShare() {
    return (double) counts.values().stream().mapToLong(Long::longValue).max().orElseThrow()
        / total();
  }

  /**
   * The total variation distance from a distribution, {@code ½ Σ |p − q|}, 0 to 1.
   *
   * @param truth probabilities by word
   */
  public double totalVariation(Map<String, Double> truth) {
    Map<String, Double> differences = new LinkedHashMap<>(truth);
    counts.forEach(
        (word, count) ->
            differences.merge(word, -(double) count / total(), (share, less) -> share + less));
    return differences.values().stream().mapToDouble(Math::abs).sum() / 2;
  }

  private long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
