package dev.xmcgan.evaluation.scores;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a score was measured. Two scores may be compared only when all of this is equal.
 *
 * @param metric such as {@code fid}
 * @param network id and hash of what made the features, or {@code none}
 * @param images how many generated images were measured
 * @param references how many real images they were held against, 0 where there are none
 * @param referenceSet name of the set those are from, or {@code none}
 * @param resize how images came to the network's size, or {@code none}
 * @param parameters all else by name: seeds, splits, subsets; sorted
 */
public record Protocol(
    String metric,
    String network,
    long images,
    long references,
    String referenceSet,
    String resize,
    Map<String, String> parameters) {

  /** Stands for what a metric does without. */
  public static final String NONE = "none";

  public Protocol {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    requireText("metric", metric);
    requireText("network", network);
    requireText("referenceSet", referenceSet);
    requireText("resize", resize);
    if (images < 1 || references < 0) {
      throw new IllegalArgumentException(
          "protocol of %s: images must be above 0 and references not below, are %d and %d"
              .formatted(metric, images, references));
    }
  }

  /** The same with one more parameter. */
  public Protocol with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(name, value.toString());
    return new Protocol(metric, network, images, references, referenceSet, resize, more);
  }

  /** The same of a metric of another name. */
  Protocol named(String other) {
    return new Protocol(other, network, images, references, referenceSet, resize, parameters);
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("protocol: " + name + " must not be blank");
    }
  }
}
