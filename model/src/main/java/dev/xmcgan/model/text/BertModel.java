package dev.xmcgan.model.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.LayerNorm;
import dev.xmcgan.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A frozen BERT that reads one caption at a time.
 *
 * <p>One at a time is a promise, not a shortcut: matrix products over a batch may add up in another
 * order when the batch has another size, which would make an image depend on what else was asked
 * for. A caption alone always has the same shapes, so its embedding always has the same bits.
 */
final class BertModel implements AutoCloseable {
  /** Added to the scores of padding: far below any score, so that its share is exactly zero. */
  private static final float MASKED = -1e9f;

  private final BertConfig config;
  private final NDManager manager;
  private final NDArray words;
  private final NDArray positions;
  private final NDArray gain;
  private final NDArray shift;
  private final List<BertLayer> layers = new ArrayList<>();

  private BertModel(BertConfig config, BertWeights weights, NDManager manager)
      throws TextEncoderException {
    int e = config.width();
    this.config = config;
    this.manager = manager;
    this.words = weights.get("embeddings.word_embeddings.weight", config.vocabulary(), e);
    this.positions = weights.positionsOfFirstSegment(config.positions(), e);
    this.gain = weights.get("embeddings.LayerNorm.weight", e);
    this.shift = weights.get("embeddings.LayerNorm.bias", e);
    for (int i = 0; i < config.layers(); i++) {
      layers.add(new BertLayer(config, weights, i));
    }
  }

  static BertModel load(BertConfig config, Path file, Device device) throws IOException {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    boolean loaded = false;
    try (NDManager reading = manager.newSubManager()) {
      BertModel model =
          new BertModel(
              config, new BertWeights(file, SafeTensors.read(file, reading), manager), manager);
      loaded = true;
      return model;
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  /**
   * Last hidden states, {@code (T, E)} row-major, of T tokens of which the first {@code length} are
   * real.
   */
  float[] lastHiddenState(long[] tokens, int length) {
    int t = tokens.length;
    try (NDManager scope = manager.newSubManager()) {
      NDArray ids = scope.create(tokens);
      NDArray x = Embedding.embedding(ids, words, SparseFormat.DENSE).head(); // (T, E)
      NDArray first = positions.get(new NDIndex(":{}", t));
      first.attach(scope);
      x = x.addi(first);
      x =
          LayerNorm.layerNorm(x, new Shape(config.width()), gain, shift, (float) config.epsilon())
              .head();
      NDArray mask = length == t ? null : mask(scope, length, t);
      for (BertLayer layer : layers) {
        x = layer.forward(x, mask);
      }
      return x.toFloatArray();
    }
  }

  private static NDArray mask(NDManager scope, int length, int t) {
    float[] mask = new float[t];
    Arrays.fill(mask, length, t, MASKED);
    return scope.create(mask);
  }

  @Override
  public void close() {
    manager.close();
  }
}
