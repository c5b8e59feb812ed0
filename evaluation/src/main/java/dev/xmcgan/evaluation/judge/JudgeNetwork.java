package dev.xmcgan.evaluation.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.List;
import java.util.Map;

/**
 * The judge's network: a small convolutional detector in the manner of CenterNet (Zhou, Wang,
 * Krähenbühl: <em>Objects as Points</em>, 2019). Every cell of a 16 × 16 grid says whether an
 * object's centre is there, what it looks like and where in the cell it is; the mean over the grid
 * says the background.
 *
 * <pre>{@code
 * (B,3,64,64)  conv3 relu pool → (B,24,32,32)  2 × conv3 relu, pool → (B,48,16,16)
 *              conv3 relu, 3 × (x + relu conv3) → (B,96,16,16)
 * heads        conv1 → centre 1, place 2, colours, shapes, sizes;  dense of the mean → backgrounds
 * features     mean and root mean square of the first layer, mean and maximum of the last,
 *              standardised over clean training scenes → (B,240)
 * }</pre>
 */
public final class JudgeNetwork {

  /** Edge of the images it takes. */
  public static final int INPUT = 64;

  /** Edge of the grid it answers on. */
  public static final int GRID = 16;

  /** Numbers of one image's feature vector. */
  public static final int FEATURES = 240;

  /** Measured after training, (240). */
  public static final String FEATURE_MEAN = "features/mean";

  /** Likewise, (240). */
  public static final String FEATURE_SCALE = "features/scale";

  private static final String BACKGROUND = "background";
  private static final String HEAD = "head";
  private static final int WIDTH = 96;

  /** Centres are rare: the first guess is about 2 %. */
  private static final float CENTRE_BIAS = -4;

  /** Of what is added or answered, so that training starts calmly. */
  private static final double SMALL = 0.2;

  private static final List<Layer> LAYERS =
      List.of(
          new Layer("fine0", 3, 24, true, false),
          new Layer("middle0", 24, 48, false, false),
          new Layer("middle1", 48, 48, true, false),
          new Layer("coarse0", 48, WIDTH, false, false),
          new Layer("coarse1", WIDTH, WIDTH, false, true),
          new Layer("coarse2", WIDTH, WIDTH, false, true),
          new Layer("coarse3", WIDTH, WIDTH, false, true));

  private final Vocabulary vocabulary;

  public JudgeNetwork(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Fresh parameters: He-normal kernels (He et al., 2015), smaller where added or answered. */
  public Parameters initial(NDManager manager, long seed) {
    Parameters parameters = new Parameters(manager);
    long stream = 0;
    for (Layer layer : LAYERS) {
      Shape kernel = new Shape(layer.out(), layer.in(), 3, 3);
      double gain = layer.residual() ? SMALL : 1;
      put(parameters, layer.name(), kernel, gain, CounterRandom.stream(seed, stream++));
    }
    Shape head = new Shape(headWidth(), WIDTH, 1, 1);
    put(parameters, HEAD, head, SMALL, CounterRandom.stream(seed, stream++));
    Shape background = new Shape(vocabulary.backgrounds().size(), WIDTH);
    put(parameters, BACKGROUND, background, SMALL, CounterRandom.stream(seed, stream));
    float[] biases = new float[headWidth()];
    biases[0] = CENTRE_BIAS;
    try (NDArray first = parameters.manager().create(biases)) {
      first.copyTo(parameters.get(HEAD + "/bias"));
    }
    parameters.put(FEATURE_MEAN, parameters.manager().zeros(new Shape(FEATURES)));
    parameters.put(FEATURE_SCALE, parameters.manager().ones(new Shape(FEATURES)));
    return parameters;
  }

  /**
   * One pass.
   *
   * @param images {@code (B,3,64,64)} in [0,1]
   * @return arrays attached to the images' manager
   */
  public Answer pass(Parameters parameters, NDArray images) {
    NDArray x = Tensors.toChannelsLast(images); // (B,3,64,64)
    NDList statistics = new NDList();
    for (Layer layer : LAYERS) {
      NDArray y = Tensors.relu(convolution(parameters, layer.name(), x));
      x = layer.residual() ? x.add(y) : y;
      if (statistics.isEmpty()) {
        statistics.add(mean(x)); // (B,24)
        statistics.add(mean(x.mul(x)).sqrt()); // (B,24)
      }
      x = layer.pooled() ? Tensors.averagePool(x) : x;
    }
    NDArray head = convolution(parameters, HEAD, x); // (B,K,16,16)
    NDArray mean = mean(x); // (B,96)
    NDArray backgrounds =
        Tensors.dense(
            mean, parameters.get(BACKGROUND + "/weight"), parameters.get(BACKGROUND + "/bias"));
    statistics.add(mean);
    statistics.add(places(x).max(new int[] {2})); // (B,96)
    NDArray features =
        NDArrays.concat(statistics, 1)
            .sub(parameters.get(FEATURE_MEAN))
            .mul(parameters.get(FEATURE_SCALE)); // (B,240)
    return new Answer(head, backgrounds, features);
  }

  /** The parameters that training changes, in order. */
  public static List<NDArray> trained(Parameters parameters) {
    return parameters.asMap().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("features/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Where each of the head's outputs begins. */
  public Heads heads() {
    int colours = 3;
    int shapes = colours + vocabulary.colours().size();
    int sizes = shapes + vocabulary.shapes().size();
    return new Heads(0, 1, colours, shapes, sizes, sizes + vocabulary.sizes().size());
  }

  private int headWidth() {
    return heads().end();
  }

  /** The mean over all places, {@code (B,C,H,W) → (B,C)}. */
  private static NDArray mean(NDArray x) {
    return places(x).mean(new int[] {2});
  }

  /** {@code (B,C,H,W) → (B,C,H·W)}. */
  private static NDArray places(NDArray x) {
    return x.reshape(x.getShape().get(0), x.getShape().get(1), -1);
  }

  private static NDArray convolution(Parameters parameters, String name, NDArray x) {
    return Tensors.convolution(x, parameters.get(name + "/weight"), parameters.get(name + "/bias"));
  }

  private static void put(
      Parameters parameters, String name, Shape kernel, double gain, long seed) {
    double inputs = (double) kernel.size() / kernel.get(0);
    NDManager manager = parameters.manager();
    double deviation = gain * Math.sqrt(2 / inputs);
    parameters.put(name + "/weight", Initialisation.normal(manager, kernel, seed, deviation));
    parameters.put(name + "/bias", manager.zeros(new Shape(kernel.get(0))));
  }

  private record Layer(String name, int in, int out, boolean pooled, boolean residual) {}

  /**
   * First channel of each output.
   *
   * @param end number of channels in all
   */
  public record Heads(int centre, int place, int colours, int shapes, int sizes, int end) {}

  /**
   * What the network says, not yet turned into probabilities.
   *
   * @param head {@code (B,K,16,16)}
   * @param backgrounds {@code (B,backgrounds)}
   * @param features {@code (B,240)}
   */
  public record Answer(NDArray head, NDArray backgrounds, NDArray features) {}
}
