package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spectral normalisation (Miyato et al., ICLR 2018): each kernel, read as a matrix, is divided by
 * an estimate of its largest singular value σ, which one step of power iteration improves on every
 * call. σ carries the gradient, the vectors u and v do not.
 *
 * <p>Official code: {@code layers.SpectralConv} and {@code layers.SpectralDense}. There the matrix
 * has rows {@code (kh,kw,in)}; here the same are columns.
 */
final class SpectralNorm {

  static final double EPSILON = 1e-10;

  private SpectralNorm() {}

  /**
   * Normalises every kernel but those that read captions, through which no image goes.
   *
   * @param layout names of the layers
   * @param parameters kernels and biases; results are attached to their manager, so hand in views
   *     that live as long as the call's results shall
   * @param vectors the stored u of every layer, (1,out), likewise views
   */
  static SpectralWeights normalise(
      DiscriminatorLayout layout, Parameters parameters, Parameters vectors) {
    Map<String, SpectralWeights.Layer> layers = new LinkedHashMap<>();
    NDList next = new NDList();
    for (String layer : layout.layers().keySet()) {
      NDArray kernel = parameters.get(DiscriminatorLayout.weight(layer));
      NDArray bias = parameters.get(DiscriminatorLayout.bias(layer));
      NDArray stored = vectors.get(DiscriminatorLayout.vector(layer)); // (1,out)

      NDArray matrix = matrix(kernel); // (out,K)
      NDArray fixed = matrix.stopGradient();
      NDArray v = unit(stored.matMul(fixed)); // (1,K)
      NDArray u = unit(v.matMul(fixed.transpose())); // (1,out)
      NDArray sigma = u.matMul(matrix).matMul(v.transpose()).reshape(new Shape(1));

      layers.put(layer, new SpectralWeights.Layer(kernel.div(sigma.add(EPSILON)), bias, sigma));
      next.add(u.reshape(u.size()));
    }
    Map<String, NDArray> captions = new LinkedHashMap<>();
    layout.captions().parameters().keySet().forEach(n -> captions.put(n, parameters.get(n)));
    return new SpectralWeights(layers, NDArrays.concat(next), captions);
  }

  /** The kernel as a matrix, (out, kh·kw·in): a view of a channels-last kernel. */
  private static NDArray matrix(NDArray kernel) {
    NDArray turned = kernel.getShape().dimension() == 4 ? kernel.transpose(0, 2, 3, 1) : kernel;
    return turned.reshape(kernel.getShape().get(0), -1);
  }

  /** {@code x · rsqrt(Σ x² + 1e-10)}. */
  private static NDArray unit(NDArray x) {
    return x.div(x.square().sum().add(EPSILON).sqrt());
  }
}
