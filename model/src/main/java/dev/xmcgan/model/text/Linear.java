package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.List;

/** A linear layer whose weights do not change. */
interface Linear {

  /** {@code x (N,in) → x·Wᵀ + b (N,out)}, attached to x's manager. */
  NDArray apply(NDArray x);

  /** The weight in the order in which it is kept, and the bias. */
  List<NDArray> tensors();

  /** {@code gelu(x·Wᵀ + b)}, attached to x's manager; only to be read. */
  default NDArray gelu(NDArray x) {
    return Activation.gelu(apply(x));
  }
}
