package dev.xmcgan.model.checkpoint;

import dev.xmcgan.model.layers.Parameters;

/**
 * What {@code generator.safetensors} holds; owned by whoever read it.
 *
 * @param parameters the averaged weights
 * @param statistics the batch norms' running statistics
 */
public record GeneratorWeights(Parameters parameters, Parameters statistics)
    implements AutoCloseable {

  @Override
  public void close() {
    parameters.close();
    statistics.close();
  }
}
