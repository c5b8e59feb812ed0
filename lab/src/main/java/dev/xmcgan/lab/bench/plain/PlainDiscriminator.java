package dev.xmcgan.lab.bench.plain;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.HashMap;
import java.util.Map;

/** The discriminator layer by layer: shortcuts are projected first and pooled then. */
public final class PlainDiscriminator {
  private static final double EPSILON = 1e-10;

  private final DiscriminatorLayout layout;

  public PlainDiscriminator(DiscriminatorLayout layout) {
    this.layout = layout;
  }

  /**
   * What the discriminator says of images.
   *
   * @param global f (B,16·df)
   * @param regions (B,R,E)
   */
  public record Features(NDArray global, NDArray regions) {}

  /** Every kernel divided by its largest singular value, one step of power iteration each. */
  public Map<String, NDArray> normalised(Parameters parameters, Parameters vectors) {
    Map<String, NDArray> kernels = new HashMap<>();
    for (String layer : layout.layers().keySet()) {
      NDArray kernel = parameters.get(DiscriminatorLayout.weight(layer));
      NDArray matrix = kernel.reshape(kernel.getShape().get(0), -1); // (out,K)
      NDArray fixed = matrix.stopGradient();
      NDArray v = unit(vectors.get(DiscriminatorLayout.vector(layer)).matMul(fixed));
      NDArray u = unit(v.matMul(fixed.transpose()));
      NDArray sigma = u.matMul(matrix).matMul(v.transpose()).reshape(1);
      kernels.put(layer, kernel.div(sigma.add(EPSILON)));
    }
    return kernels;
  }

  /**
   * Looks at images.
   *
   * @param images (B,3,S,S), channels-last
   */
  public Features features(Map<String, NDArray> kernels, Parameters parameters, NDArray images) {
    NDArray x = images;
    NDArray regionMap = images;
    for (int i = 0; i < layout.blocks().size(); i++) {
      DiscriminatorLayout.Block block = layout.blocks().get(i);
      NDArray first = i == 0 ? x : Tensors.relu(x);
      NDArray h = convolution(kernels, parameters, block.name() + "/conv0", first);
      h = convolution(kernels, parameters, block.name() + "/conv1", Tensors.relu(h));
      NDArray shortcut =
          block.projects() ? convolution(kernels, parameters, block.name() + "/shortcut", x) : x;
      x =
          block.halves()
              ? Tensors.averagePool(h).add(Tensors.averagePool(shortcut))
              : h.add(shortcut);
      if (i == layout.regionBlock()) {
        regionMap = x;
      }
    }
    NDArray projected = convolution(kernels, parameters, DiscriminatorLayout.REGIONS, regionMap);
    long batch = projected.getShape().get(0);
    NDArray regions =
        projected.transpose(0, 2, 3, 1).reshape(batch, -1, projected.getShape().get(1));
    return new Features(Tensors.relu(x).sum(new int[] {2, 3}), regions);
  }

  /** P(e_s), (B,16·df). */
  public NDArray sentences(Map<String, NDArray> kernels, Parameters parameters, NDArray sentence) {
    return Tensors.dense(
        sentence,
        kernels.get(DiscriminatorLayout.SENTENCE),
        parameters.get(DiscriminatorLayout.bias(DiscriminatorLayout.SENTENCE)));
  }

  /** (B,1). */
  public NDArray logits(
      Map<String, NDArray> kernels, Parameters parameters, NDArray global, NDArray sentences) {
    return Tensors.dense(
            global,
            kernels.get(DiscriminatorLayout.LOGIT),
            parameters.get(DiscriminatorLayout.bias(DiscriminatorLayout.LOGIT)))
        .add(global.mul(sentences).sum(new int[] {1}, true));
  }

  private static NDArray convolution(
      Map<String, NDArray> kernels, Parameters parameters, String layer, NDArray x) {
    return Tensors.convolution(
        x, kernels.get(layer), parameters.get(DiscriminatorLayout.bias(layer)));
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum().add(EPSILON).sqrt());
  }
}
