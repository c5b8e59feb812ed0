package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Networks trained elsewhere, from which a {@link Trainer} shall go on at step 0 with fresh
 * optimisers. The arrays are under the layouts' names and stay their owner's.
 *
 * @param generator the generator's weights
 * @param average their moving average, which serves
 * @param statistics the generator's running statistics
 * @param discriminator the discriminator's weights
 * @param vectors its power-iteration vectors
 */
public record PretrainedNetworks(
    Map<String, NDArray> generator,
    Map<String, NDArray> average,
    Map<String, NDArray> statistics,
    Map<String, NDArray> discriminator,
    Map<String, NDArray> vectors) {

  /**
   * Writes a whole checkpoint directory; the averaged generator keeps the running statistics.
   *
   * @param seed of the noise to come
   * @throws IllegalArgumentException naming a tensor that the configuration's layout does not fit
   */
  public void write(Path directory, ModelConfig config, long seed) throws IOException {
    Files.createDirectories(directory);
    Networks networks = Networks.of(config);
    try (NDManager scope = NDManager.newBaseManager();
        TrainingState state = state(networks, seed, scope)) {
      new StateFiles(networks, scope)
          .write(state, state.statistics(), directory, Precision.FLOAT32);
    }
    CheckpointFiles.writeConfig(directory, config);
  }

  private TrainingState state(Networks networks, long seed, NDManager scope) {
    var generators = networks.generator().layout().parameters();
    var discriminators = networks.discriminator().layout();
    FlatTensors live = new FlatTensors(scope, generators, generator);
    FlatTensors judging = new FlatTensors(scope, discriminators.parameterShapes(), discriminator);
    return new TrainingState(
        live,
        new FlatTensors(scope, generators, average),
        running(scope),
        new ServingStatistics(running(scope)),
        judging,
        new FlatTensors(scope, discriminators.vectorShapes(), vectors),
        Adam.fresh(scope, live),
        Adam.fresh(scope, judging),
        new Noise(seed, 0),
        new TrainingState.Progress(0, 0, TrainingState.WARMED_UP));
  }

  private Parameters running(NDManager scope) {
    Parameters running = new Parameters(scope);
    statistics.forEach((name, tensor) -> running.put(name, tensor.duplicate()));
    return running;
  }
}
