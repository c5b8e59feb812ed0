package dev.xmcgan.model.generator;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;

/**
 * A generator in evaluation whose weights do not change any more: what can be made of them once is
 * made once. The parameters stay their owner's and must outlive this object; the statistics are
 * read only at the start.
 */
public final class PreparedGenerator implements AutoCloseable {

  private final Generator generator;
  private final NDManager manager;
  private final PassWeights weights;
  private final NDManager parameters;

  PreparedGenerator(
      Generator generator, Parameters parameters, Parameters statistics, Precision precision) {
    this.generator = generator;
    this.parameters = parameters.manager();
    this.manager = this.parameters.newSubManager();
    this.weights =
        PassWeights.prepared(generator.layout(), parameters, statistics, this.manager, precision);
  }

  /** Whether generators can draw in that precision there. */
  public static boolean supports(Precision precision, Device device) {
    return precision != Precision.BFLOAT16 || PackedBlocks.supports(precision, device);
  }

  /**
   * Draws a batch as {@link Generator#forward} does in evaluation.
   *
   * @param z noise {@code (B,Z)}; the result is attached to its manager
   * @return {@code (B,3,H,W)} in [0,1]
   */
  public NDArray draw(NDArray z, TextBatch text) {
    return generator.draw(weights, z, text);
  }

  /**
   * As {@link #draw}, with the attention over words of that same pass; the images are the same.
   *
   * @param z noise {@code (B,Z)}; the results are attached to its manager
   */
  public AttendedImages drawAttended(NDArray z, TextBatch text) {
    return generator.drawAttended(weights, z, text);
  }

  /** How many native arrays the parameters and what was made of them are, for tests of leaks. */
  public int nativeArrays() {
    return manager.getManagedArrays().size() + parameters.getManagedArrays().size();
  }

  /** Frees what was made; the parameters stay. */
  @Override
  public void close() {
    manager.close();
  }
}
