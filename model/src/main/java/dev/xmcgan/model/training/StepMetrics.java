package dev.xmcgan.model.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one iteration measured.
 *
 * @param step number of the iteration, from 1
 * @param scalars by name: {@code d_loss}, {@code g_loss} and their parts, mean logits, and the
 *     length of both gradients
 */
public record StepMetrics(long step, Map<String, Double> scalars) {

  /** Keeps a copy. */
  public StepMetrics {
    scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
  }
}
