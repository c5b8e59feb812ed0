package dev.xmcgan.lab.captions;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.training.state.Networks;
import dev.xmcgan.model.training.state.StateFiles;
import dev.xmcgan.model.training.state.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained model with a taught layer put in.
 *
 * @param checkpoint directory of the model
 * @param config of the model with the layer
 * @param heads of the layer that the model has; 0 for none
 */
record TaughtCheckpoint(Path checkpoint, ModelConfig config, int heads) {
  /**
   * Writes the networks; of a discriminator that has the layer, its own stays.
   *
   * @param taught the layer's parameters
   * @param scope owner of what is read
   */
  void write(Path directory, Map<String, NDArray> taught, NDManager scope) throws IOException {
    Files.createDirectories(directory);
    Networks networks = Networks.of(config.withCaptionHeads(heads));
    TrainingState state = new StateFiles(networks, scope).read(checkpoint, 0);

    Map<String, NDArray> drawing = new LinkedHashMap<>(state.average().constants(scope).asMap());
    drawing.putAll(taught);
    Parameters generator = Parameters.owning(scope, drawing);
    CheckpointFiles.writeGenerator(directory, generator, state.serving().values());

    Map<String, NDArray> discriminator =
        new LinkedHashMap<>(state.discriminator().constants(scope).asMap());
    taught.forEach(discriminator::putIfAbsent);
    discriminator.putAll(state.vectors().constants(scope).asMap());
    SafeTensors.write(
        directory.resolve(CheckpointFiles.DISCRIMINATOR),
        discriminator,
        SafeTensors.readMetadata(checkpoint.resolve(CheckpointFiles.DISCRIMINATOR)));
    CheckpointFiles.writeConfig(directory, config);
  }
}
