package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.text.CaptionAttention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names and shapes of a generator's tensors, as its configuration implies them. */
public final class GeneratorLayout {

  static final String STEM = "stem";
  static final String CONDITION = "condition";
  static final String QUERY = "query";
  static final String OUT_NORM = "out/norm";
  static final String OUT_CONVOLUTION = "out/conv";

  /** What follows the name of a norm whose channels take pixel noise. */
  private static final String NOISE = "/noise";

  /** Small, but at none it would hardly move. */
  private static final float FIRST_NOISE = 0.02f;

  private static final int KERNEL = 3;
  private static final int COLOURS = 3;

  /** How many of the first blocks see the sentence only whatever the configuration. */
  static final int GLOBAL_BLOCKS = 2;

  private final ModelConfig config;
  private final Map<String, Shape> parameters = new LinkedHashMap<>();
  private final Map<String, Shape> statistics = new LinkedHashMap<>();
  private final List<Norm> globalNorms = new ArrayList<>();
  private final List<Norm> spatialNorms = new ArrayList<>();
  private final CaptionAttention captions;

  /** A conditional batch norm: its name and how many channels it acts on. */
  record Norm(String name, int channels) {}

  /** Works the layers of a configuration out. */
  public GeneratorLayout(ModelConfig config) {
    this.config = config;
    int first = ModelConfig.STEM_MULTIPLE * config.generatorWidth();
    int cells = ModelConfig.SMALLEST_MAP * ModelConfig.SMALLEST_MAP;
    dense(STEM, config.stemInputWidth(), cells * first);
    dense(CONDITION, config.textWidth(), config.noiseSize());
    int input = first;
    for (int block = 0; block < blocks(); block++) {
      if (isAttentional() && block == GLOBAL_BLOCKS) {
        convolution(QUERY, input, config.textWidth(), 1);
      }
      int output = config.generatorChannels().get(block) * config.generatorWidth();
      String name = block(block);
      norm(name + "/norm0", input, seesWords(block));
      convolution(name + "/conv0", input, output, KERNEL);
      norm(name + "/norm1", output, seesWords(block));
      convolution(name + "/conv1", output, output, KERNEL);
      convolution(name + "/shortcut", input, output, 1);
      input = output;
    }
    norm(OUT_NORM, input, isAttentional());
    convolution(OUT_CONVOLUTION, input, COLOURS, KERNEL);
    int last = input;
    noisedNorms().forEach(norm -> parameters.put(noise(norm), new Shape(last)));
    captions = new CaptionAttention(config.captionHeads(), config.textWidth());
    parameters.putAll(captions.parameters());
  }

  /** The norms that take pixel noise: none, or the two on maps of the image's size. */
  List<String> noisedNorms() {
    return config.pixelNoise() ? List.of(block(blocks() - 1) + "/norm1", OUT_NORM) : List.of();
  }

  /** The name of the strengths with which a norm's channels take pixel noise. */
  static String noise(String norm) {
    return norm + NOISE;
  }

  /** Whether these are strengths of pixel noise. */
  public static boolean isNoise(String parameter) {
    return parameter.endsWith(NOISE);
  }

  /** Strengths of pixel noise that were never trained. */
  public static NDArray firstNoise(NDManager manager, Shape channels) {
    return manager.full(channels, FIRST_NOISE);
  }

  /** What it was made of. */
  ModelConfig config() {
    return config;
  }

  /** How a block doubles its map. */
  Upsampling upsampling() {
    return config.upsampling();
  }

  /** Name to shape of every trained parameter, in a fixed order. */
  public Map<String, Shape> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  /** Name to shape of every running statistic: {@code …/mean} and {@code …/variance}. */
  public Map<String, Shape> statistics() {
    return new LinkedHashMap<>(statistics);
  }

  /** How captions are read; its parameters are among this layout's. */
  public CaptionAttention captions() {
    return captions;
  }

  /** Norms conditioned on {@code [e_s ; z]} alone. */
  List<Norm> globalNorms() {
    return globalNorms;
  }

  /** Norms conditioned on each region's words. */
  List<Norm> spatialNorms() {
    return spatialNorms;
  }

  /** Whether there are norms that see their region's words. */
  boolean isAttentional() {
    return config.modulation() == SelfModulation.ATTENTIONAL;
  }

  private boolean seesWords(int block) {
    return isAttentional() && block >= GLOBAL_BLOCKS;
  }

  int blocks() {
    return config.generatorChannels().size();
  }

  static String block(int index) {
    return "block" + index;
  }

  private void norm(String name, int channels, boolean spatial) {
    int width = config.conditionWidth() + (spatial ? config.textWidth() : 0);
    dense(name + "/gamma", width, channels);
    dense(name + "/beta", width, channels);
    statistics.put(ConditionalNorm.mean(name), new Shape(channels));
    statistics.put(ConditionalNorm.variance(name), new Shape(channels));
    (spatial ? spatialNorms : globalNorms).add(new Norm(name, channels));
  }

  private void dense(String name, int input, int output) {
    parameters.put(name + "/weight", new Shape(output, input));
    parameters.put(name + "/bias", new Shape(output));
  }

  private void convolution(String name, int input, int output, int kernel) {
    parameters.put(name + "/weight", new Shape(output, input, kernel, kernel));
    parameters.put(name + "/bias", new Shape(output));
  }
}
