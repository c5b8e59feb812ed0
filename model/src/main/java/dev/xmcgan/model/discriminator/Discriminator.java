package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.PooledConvolution;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.TextBatch;

/**
 * XMC-GAN's discriminator: one residual image encoder that judges realism (logits) and gives the
 * global and regional features that the contrastive losses tie to sentence and words. Stateless:
 * parameters come with each call. Paper: section 4.3 and appendix; official code: {@code
 * xmc_net.Discriminator}.
 *
 * <p>Maps keep the memory format of the images: give channels-last ones. Where the official code
 * pools after a 1 × 1 convolution, here the pooling comes first: both are linear and commute; a 3 ×
 * 3 convolution takes the pooling that follows into itself.
 */
public final class Discriminator {

  private final DiscriminatorLayout layout;

  /** Prepares the discriminator of a configuration. */
  public Discriminator(ModelConfig config) {
    this.layout = DiscriminatorLayout.of(config);
  }

  /** The names and shapes of its tensors. */
  public DiscriminatorLayout layout() {
    return layout;
  }

  /**
   * Normalises the weights with one step of power iteration. Everything a call needs is attached to
   * the parameters' manager.
   *
   * @param parameters kernels and biases under the layout's names
   * @param vectors the stored u vectors
   */
  public SpectralWeights normalise(Parameters parameters, Parameters vectors) {
    return SpectralNorm.normalise(layout, parameters, vectors);
  }

  /**
   * Looks at images.
   *
   * @param images (B,3,S,S) in [0,1]
   */
  public ImageFeatures features(SpectralWeights weights, NDArray images) {
    NDArray x = firstBlock(weights, images); // (B,df,S/2,S/2)
    NDArray regionMap = x;
    for (int i = 1; i < layout.blocks().size(); i++) {
      x = block(weights, layout.blocks().get(i), x);
      if (i == layout.regionBlock()) {
        regionMap = x; // before any relu, (B,C,edge,edge)
      }
    }
    NDArray global = Tensors.relu(x).sum(new int[] {2, 3}); // (B,16·df)
    return new ImageFeatures(global, regions(weights, regionMap));
  }

  /** Captions as this discriminator reads them before it compares them with images. */
  public TextBatch read(SpectralWeights weights, TextBatch text) {
    return layout.captions().read(text, weights.captions()::get);
  }

  /**
   * P(e_s): sentences in the space of global image features.
   *
   * @param sentences (B,E), of captions it has {@link #read}
   * @return (B,16·df)
   */
  public NDArray sentenceFeatures(SpectralWeights weights, NDArray sentences) {
    SpectralWeights.Layer layer = weights.layer(DiscriminatorLayout.SENTENCE);
    return Tensors.dense(sentences, layer.kernel(), layer.bias());
  }

  /**
   * How real the images look and how well they fit their sentences: {@code Dense₁(f) + Σ f·P(e_s)}.
   *
   * @param global f, (B,16·df)
   * @param sentenceFeatures P(e_s), (B,16·df)
   * @return (B,1)
   */
  public NDArray logits(SpectralWeights weights, NDArray global, NDArray sentenceFeatures) {
    SpectralWeights.Layer layer = weights.layer(DiscriminatorLayout.LOGIT);
    NDArray unconditional = Tensors.dense(global, layer.kernel(), layer.bias()); // (B,1)
    return unconditional.add(global.mul(sentenceFeatures).sum(new int[] {1}, true));
  }

  /** {@code conv3 relu conv3 avgpool + conv1(avgpool)}: no relu before the first convolution. */
  private NDArray firstBlock(SpectralWeights weights, NDArray images) {
    String name = layout.blocks().get(0).name();
    NDArray h = convolve(weights, name + "/conv0", images); // (B,df,S,S)
    h = convolveAndPool(weights, name + "/conv1", Tensors.reluInPlace(h)); // (B,df,S/2,S/2)
    NDArray shortcut = convolve(weights, name + "/shortcut", Tensors.averagePool(images));
    return h.add(shortcut);
  }

  /**
   * {@code relu conv3 relu conv3 [avgpool] + [conv1([avgpool])]}, the shortcut on the raw input.
   */
  private NDArray block(SpectralWeights weights, DiscriminatorLayout.Block block, NDArray x) {
    NDArray h = convolve(weights, block.name() + "/conv0", Tensors.relu(x));
    String second = block.name() + "/conv1";
    h =
        block.halves()
            ? convolveAndPool(weights, second, Tensors.reluInPlace(h))
            : convolve(weights, second, Tensors.reluInPlace(h));
    NDArray shortcut = block.halves() ? Tensors.averagePool(x) : x;
    if (block.projects()) {
      shortcut = convolve(weights, block.name() + "/shortcut", shortcut);
    }
    return h.add(shortcut);
  }

  private NDArray regions(SpectralWeights weights, NDArray map) {
    NDArray projected = convolve(weights, DiscriminatorLayout.REGIONS, map); // (B,E,edge,edge)
    Shape shape = projected.getShape();
    // channels-last memory makes this a view
    return projected
        .transpose(0, 2, 3, 1)
        .reshape(shape.get(0), shape.get(2) * shape.get(3), shape.get(1)); // (B,R,E)
  }

  private static NDArray convolveAndPool(SpectralWeights weights, String name, NDArray x) {
    SpectralWeights.Layer layer = weights.layer(name);
    return PooledConvolution.apply(x, layer.kernel(), layer.bias());
  }

  private static NDArray convolve(SpectralWeights weights, String name, NDArray x) {
    SpectralWeights.Layer layer = weights.layer(name);
    return Tensors.convolution(x, layer.kernel(), layer.bias());
  }
}
