package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What one pass of the generator gives; the arrays belong to the manager of the noise.
 *
 * @param image {@code (B,3,H,W)} in [0,1]
 * @param statistics the batch's mean and biased variance of every norm under the names of the
 *     running statistics, for {@link Generator#updateStatistics}; empty in evaluation
 */
public record GeneratorOutput(NDArray image, Map<String, NDArray> statistics) {}
