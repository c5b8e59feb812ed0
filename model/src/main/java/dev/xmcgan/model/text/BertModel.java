package dev.xmcgan.model.text;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
import java.util.Random;

/**
 * A frozen BERT that gives a caption the same bits whatever is read beside it.
 *
 * <p>That is a promise: an image must not depend on what else was asked for. Matrix products may
 * add up in another order when they have other sizes. Here captions are rows of one matrix, and the
 * ways of making the products ({@link MatmulKernel}) are tried, quickest first, when the model is
 * loaded: the first that gives captions the same bits together as alone is taken. Where none does,
 * captions are read one by one.
 */
final class BertModel implements AutoCloseable {
  private static final int[] PROBE_LENGTHS = {5, 17, 9, 17, 3, 12, 17, 30, 8, 9, 17, 21};

  private final BertConfig config;
  private final NDManager manager;
  private final NDArray words;
  private final NDArray positions;
  private final NDArray gain;
  private final NDArray shift;
  private final Layers layers;
  private final int rowMultiple;
  private final boolean together;

  /** All layers in a row. */
  interface Layers {

    /**
     * @param x hidden states {@code (N,E)}
     * @param captions which rows are whose
     * @return hidden states {@code (N,E)}
     */
    NDArray forward(NDArray x, PackedSequences captions);
  }

  private BertModel(BertConfig config, BertWeights weights, NDManager manager, MatmulKernel kernel)
      throws TextEncoderException {
    int e = config.width();
    this.config = config;
    this.manager = manager;
    this.rowMultiple = kernel.rowMultiple();
    this.words = weights.get("embeddings.word_embeddings.weight", config.vocabulary(), e);
    this.positions = weights.positionsOfFirstSegment(config.positions(), e);
    this.gain = weights.get("embeddings.LayerNorm.weight", e);
    this.shift = weights.get("embeddings.LayerNorm.bias", e);
    this.layers = layers(weights, kernel);
    this.together = readsTogetherAsAlone();
  }

  static BertModel load(BertConfig config, Path file, Device device) throws IOException {
    BertModel model = null;
    for (MatmulKernel kernel : MatmulKernel.on(device)) {
      if (model != null) {
        model.close();
      }
      model = load(config, file, device, kernel);
      if (model.together) {
        return model;
      }
    }
    return model;
  }

  /** With products of one kind, whether or not captions have the same bits together as alone. */
  static BertModel load(BertConfig config, Path file, Device device, MatmulKernel kernel)
      throws IOException {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
    boolean loaded = false;
    try (NDManager reading = manager.newSubManager()) {
      BertWeights weights = new BertWeights(file, SafeTensors.read(file, reading), manager, kernel);
      BertModel model = new BertModel(config, weights, manager, kernel);
      loaded = true;
      return model;
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  /** Last hidden states of each caption, {@code (T, E)} row-major. */
  List<float[]> lastHiddenStates(List<TokenSequence> captions) {
    if (together) {
      return read(captions);
    }
    return captions.stream().flatMap(caption -> read(List.of(caption)).stream()).toList();
  }

  private List<float[]> read(List<TokenSequence> captions) {
    try (NDManager scope = manager.newSubManager()) {
      PackedSequences packed = new PackedSequences(captions, rowMultiple, scope);
      NDArray x = embedded(scope.create(packed.tokens()), words); // (N, E)
      x = x.addi(embedded(scope.create(packed.positions()), positions));
      x =
          LayerNorm.layerNorm(x, new Shape(config.width()), gain, shift, (float) config.epsilon())
              .head();
      return packed.unpacked(layers.forward(x, packed).toFloatArray());
    }
  }

  private Layers layers(BertWeights weights, MatmulKernel kernel) throws TextEncoderException {
    List<BertLayer> single = new ArrayList<>();
    for (int i = 0; i < config.layers(); i++) {
      single.add(new BertLayer(config, weights, i));
    }
    if (kernel == MatmulKernel.PACKED) {
      return new PackedLayers(config, single, manager);
    }
    return (x, captions) -> {
      NDArray states = x;
      for (BertLayer layer : single) {
        states = layer.forward(states, captions);
      }
      return states;
    };
  }

  private static NDArray embedded(NDArray indices, NDArray table) {
    return Embedding.embedding(indices, table, SparseFormat.DENSE).head();
  }

  /** Whether captions get the same bits together as alone, in a few made-up companies. */
  private boolean readsTogetherAsAlone() {
    Random random = new Random(1);
    List<TokenSequence> probes = new ArrayList<>();
    for (int length : PROBE_LENGTHS) {
      int tokens = Math.min(length, config.positions());
      long[] ids = random.longs(tokens, 0, config.vocabulary()).toArray();
      probes.add(new TokenSequence(ids, tokens));
    }
    List<float[]> alone = probes.stream().flatMap(probe -> read(List.of(probe)).stream()).toList();
    for (int count : new int[] {2, probes.size() / 2, probes.size()}) {
      List<float[]> company = read(probes.subList(0, count));
      for (int i = 0; i < count; i++) {
        if (!Arrays.equals(company.get(i), alone.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    manager.close();
  }
}
