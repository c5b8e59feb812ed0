package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.Map;

/**
 * A generator update worked out but not yet applied.
 *
 * @param gradient of {@code g_loss} by the generator's parameters, (N)
 * @param images the generated images, (B,3,S,S)
 * @param statistics the batch's mean and variance of each of the generator's norms
 * @param scalars losses and what else is worth knowing
 */
public record GeneratorUpdate(
    NDArray gradient, NDArray images, Map<String, NDArray> statistics, Scalars scalars) {

  /** Changes the generator and its average. */
  public void apply(TrainingState state, TrainingConfig config) {
    state.updateGenerator(
        gradient,
        statistics,
        config.generatorLearningRate(),
        config.emaDecayAt(state.progress().averageUpdates()));
  }
}
