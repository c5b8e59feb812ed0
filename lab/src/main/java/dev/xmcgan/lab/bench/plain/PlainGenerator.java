package dev.xmcgan.lab.bench.plain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.TextBatch;

/**
 * The generator layer by layer: up-sampled maps are built, the spatial condition is built and
 * up-sampled, every gain and shift is a convolution of its own at full resolution. Maps are
 * channels-last.
 */
public final class PlainGenerator {
  private static final int GLOBAL_BLOCKS = 2;
  private static final float EPSILON = 1e-5f;
  private static final float SHARPNESS = 15;

  private final ModelConfig config;

  public PlainGenerator(ModelConfig config) {
    this.config = config;
  }

  /**
   * Draws a batch of captions that all have T words.
   *
   * @param parameters by the names of the model's own layout
   * @param statistics running ones, read in evaluation
   * @param z noise {@code (B,Z)}; everything is attached to its manager
   * @return {@code (B,3,S,S)} in [0,1]
   */
  public NDArray draw(
      Parameters parameters, Parameters statistics, NDArray z, TextBatch text, boolean training) {
    Pass pass = new Pass(parameters, statistics, training);
    NDArray sentence = text.sentence();
    NDArray condition = pass.dense("condition", sentence).concat(z, 1); // (B,2Z)
    NDArray stem = config.stem() == StemInput.NOISE ? z : z.concat(sentence, 1);
    NDArray h =
        Tensors.channelsLast(
            pass.dense("stem", stem), ModelConfig.SMALLEST_MAP, ModelConfig.SMALLEST_MAP);
    NDArray spatial = null;
    for (int block = 0; block < config.generatorChannels().size(); block++) {
      String name = "block" + block;
      if (block < GLOBAL_BLOCKS) {
        h = globalBlock(pass, name, h, condition);
      } else {
        spatial =
            block == GLOBAL_BLOCKS
                ? spatialCondition(pass, h, condition, text)
                : Tensors.upsample(spatial, 2);
        h = spatialBlock(pass, name, h, spatial);
      }
    }
    NDArray last = pass.spatialNorm("out/norm", h, Tensors.upsample(spatial, 2));
    NDArray colours = pass.convolution("out/conv", Tensors.relu(last));
    return Tensors.scale(colours.tanh().add(1), 0.5);
  }

  private static NDArray globalBlock(Pass pass, String name, NDArray x, NDArray condition) {
    NDArray h = Tensors.relu(pass.globalNorm(name + "/norm0", x, condition));
    h = pass.convolution(name + "/conv0", Tensors.upsample(h, 2));
    h = Tensors.relu(pass.globalNorm(name + "/norm1", h, condition));
    h = pass.convolution(name + "/conv1", h);
    return h.add(pass.convolution(name + "/shortcut", Tensors.upsample(x, 2)));
  }

  private static NDArray spatialBlock(Pass pass, String name, NDArray x, NDArray spatial) {
    NDArray h = Tensors.relu(pass.spatialNorm(name + "/norm0", x, spatial));
    h = pass.convolution(name + "/conv0", Tensors.upsample(h, 2));
    h = Tensors.relu(pass.spatialNorm(name + "/norm1", h, Tensors.upsample(spatial, 2)));
    h = pass.convolution(name + "/conv1", h);
    return h.add(pass.convolution(name + "/shortcut", Tensors.upsample(x, 2)));
  }

  /** {@code s = [context ; g]}: (B,E+2Z,16,16). */
  private NDArray spatialCondition(Pass pass, NDArray h, NDArray condition, TextBatch text) {
    long batch = h.getShape().get(0);
    long edge = ModelConfig.ATTENTION_MAP;
    NDArray query =
        pass.convolution("query", h)
            .transpose(0, 2, 3, 1)
            .reshape(batch, edge * edge, config.textWidth()); // (B,256,E)
    NDArray words = Tensors.l2Normalise(text.words(), 2); // (B,T,E)
    NDArray similarity = Tensors.l2Normalise(query, 2).matMul(words.transpose(0, 2, 1));
    NDArray attention = Tensors.scale(similarity, SHARPNESS).softmax(2); // (B,256,T)
    NDArray context = attention.matMul(words); // (B,256,E)
    NDArray everywhere =
        condition
            .expandDims(1)
            .broadcast(new Shape(batch, edge * edge, config.conditionWidth())); // (B,256,2Z)
    return context
        .concat(everywhere, 2)
        .reshape(batch, edge, edge, config.textWidth() + config.conditionWidth())
        .transpose(0, 3, 1, 2);
  }

  /** The layers of one pass. */
  private record Pass(Parameters parameters, Parameters statistics, boolean training) {

    NDArray dense(String name, NDArray x) {
      return Tensors.dense(x, weight(name), bias(name));
    }

    NDArray convolution(String name, NDArray x) {
      return Tensors.convolution(x, weight(name), bias(name));
    }

    NDArray globalNorm(String name, NDArray x, NDArray condition) {
      NDArray gamma = dense(name + "/gamma", condition).expandDims(2).expandDims(3);
      NDArray beta = dense(name + "/beta", condition).expandDims(2).expandDims(3);
      return normalised(name, x).mul(gamma.add(1)).add(beta);
    }

    NDArray spatialNorm(String name, NDArray x, NDArray spatial) {
      NDArray gamma = pointwise(name + "/gamma", spatial);
      NDArray beta = pointwise(name + "/beta", spatial);
      return normalised(name, x).mul(gamma.add(1)).add(beta);
    }

    /** A 1 × 1 convolution with a dense layer's weights. */
    private NDArray pointwise(String name, NDArray x) {
      NDArray weight = weight(name);
      Shape shape = weight.getShape();
      NDArray kernel = weight.reshape(shape.get(0), shape.get(1), 1, 1);
      return Tensors.convolution(x, kernel, bias(name));
    }

    private NDArray normalised(String name, NDArray x) {
      NDManager manager = x.getManager();
      Shape channels = new Shape(x.getShape().get(1));
      NDArray mean =
          training ? manager.zeros(channels) : statistics.get(name + "/mean").duplicate();
      NDArray variance =
          training ? manager.ones(channels) : statistics.get(name + "/variance").duplicate();
      manager.attachAll(mean, variance);
      return x.getNDArrayInternal()
          .batchNorm(
              x,
              mean,
              variance,
              manager.ones(channels),
              manager.zeros(channels),
              -1,
              0.9f,
              EPSILON,
              training)
          .singletonOrThrow();
    }

    private NDArray weight(String name) {
      return parameters.get(name + "/weight");
    }

    private NDArray bias(String name) {
      return parameters.get(name + "/bias");
    }
  }
}
