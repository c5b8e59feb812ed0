package dev.xmcgan.evaluation.scores;

import java.util.Map;

/**
 * Where features come from, as far as a protocol must tell.
 *
 * @param network id and hash of the network
 * @param referenceSet name of the real images, or {@code none}
 * @param resize how images came to the network's size
 */
public record FeatureSource(String network, String referenceSet, String resize) {

  /** The protocol of a metric on that many images, without parameters yet. */
  public Protocol protocol(String metric, long images, long references) {
    return new Protocol(metric, network, images, references, referenceSet, resize, Map.of());
  }
}
