package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.CaptionAttention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers the discriminator of a configuration has, in the order they are used.
 *
 * @param blocks the residual blocks, first to last
 * @param regionBlock index of the block whose output the word loss reads
 * @param layers every convolution and dense layer by name, with the shape of its kernel: {@code
 *     (out,in,k,k)} or {@code (out,in)}
 * @param captions how captions are read; its layers are not normalised
 */
public record DiscriminatorLayout(
    List<Block> blocks, int regionBlock, Map<String, Shape> layers, CaptionAttention captions) {

  /** Name of the 1 × 1 convolution that gives the region features. */
  public static final String REGIONS = "regions";

  /** Name of the dense layer that gives the unconditional logit. */
  public static final String LOGIT = "logit";

  /** Name of the dense layer P that takes sentence embeddings to image features. */
  public static final String SENTENCE = "sentence";

  private static final double VECTOR_DEVIATION = 0.01;
  private static final int COLOURS = 3;

  /**
   * One residual block.
   *
   * @param name prefix of its layers' names
   * @param halves whether it halves the map; such a block has a 1 × 1 convolution as its shortcut
   * @param projects whether its shortcut has a 1 × 1 convolution
   */
  public record Block(String name, boolean halves, boolean projects) {}

  /** Keeps copies. */
  public DiscriminatorLayout {
    blocks = List.copyOf(blocks);
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /** Works out the layers; fails when no block ends at the edge the word loss shall read. */
  public static DiscriminatorLayout of(ModelConfig config) {
    List<Block> blocks = new ArrayList<>();
    Map<String, Shape> layers = new LinkedHashMap<>();
    int width = config.discriminatorWidth();
    int edge = config.imageSize();
    int regionBlock = -1;
    long regionChannels = 0;
    long in = COLOURS;
    int count = config.discriminatorChannels().size() + 1;
    for (int i = 0; i < count; i++) {
      long out = i == 0 ? width : (long) width * config.discriminatorChannels().get(i - 1);
      boolean halves = i < count - 1;
      Block block = new Block("block" + i, halves, halves || in != out);
      blocks.add(block);
      layers.put(block.name() + "/conv0", new Shape(out, in, 3, 3));
      layers.put(block.name() + "/conv1", new Shape(out, out, 3, 3));
      if (block.projects()) {
        layers.put(block.name() + "/shortcut", new Shape(out, in, 1, 1));
      }
      edge = halves ? edge / 2 : edge;
      if (edge == config.wordRegions()) {
        regionBlock = i;
        regionChannels = out;
      }
      in = out;
    }
    if (regionBlock < 0) {
      throw new IllegalArgumentException(
          "no block of the discriminator ends at wordRegions = " + config.wordRegions());
    }
    layers.put(REGIONS, new Shape(config.textWidth(), regionChannels, 1, 1));
    layers.put(LOGIT, new Shape(1, in));
    layers.put(SENTENCE, new Shape(in, config.textWidth()));
    return new DiscriminatorLayout(
        blocks,
        regionBlock,
        layers,
        new CaptionAttention(config.captionHeads(), config.textWidth()));
  }

  /** Fresh parameters: Glorot-normal kernels, biases zero. */
  public Parameters initialParameters(NDManager parent, long seed) {
    Parameters parameters = new Parameters(parent);
    long number = 0;
    for (Map.Entry<String, Shape> layer : layers.entrySet()) {
      long layerSeed = CounterRandom.stream(seed, number++);
      parameters.put(
          weight(layer.getKey()), Initialisation.glorotNormal(parent, layer.getValue(), layerSeed));
      parameters.put(
          bias(layer.getKey()), parent.zeros(new Shape(layer.getValue().get(0)), DataType.FLOAT32));
    }
    for (Map.Entry<String, Shape> entry : captions.parameters().entrySet()) {
      long stream = CounterRandom.stream(seed, number++);
      parameters.put(
          entry.getKey(), CaptionAttention.first(parent, entry.getKey(), entry.getValue(), stream));
    }
    return parameters;
  }

  /** Fresh power-iteration vectors u, (1,out) for each layer, normal with deviation 0.01. */
  public Parameters initialVectors(NDManager parent, long seed) {
    Parameters vectors = new Parameters(parent);
    long number = 0;
    for (Map.Entry<String, Shape> layer : layers.entrySet()) {
      long layerSeed = CounterRandom.stream(seed, number++);
      Shape shape = new Shape(1, layer.getValue().get(0));
      vectors.put(
          vector(layer.getKey()),
          Initialisation.normal(parent, shape, layerSeed, VECTOR_DEVIATION));
    }
    return vectors;
  }

  /** The shape of every parameter by its name. */
  public Map<String, Shape> parameterShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    layers.forEach(
        (layer, kernel) -> {
          shapes.put(weight(layer), kernel);
          shapes.put(bias(layer), new Shape(kernel.get(0)));
        });
    shapes.putAll(captions.parameters());
    return shapes;
  }

  /** The shape of every power-iteration vector by its name. */
  public Map<String, Shape> vectorShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    layers.forEach((layer, kernel) -> shapes.put(vector(layer), new Shape(1, kernel.get(0))));
    return shapes;
  }

  /** Name of a layer's kernel. */
  public static String weight(String layer) {
    return layer + "/weight";
  }

  /** Name of a layer's bias. */
  public static String bias(String layer) {
    return layer + "/bias";
  }

  /** Name of a layer's power-iteration vector. */
  public static String vector(String layer) {
    return layer + "/u";
  }
}
