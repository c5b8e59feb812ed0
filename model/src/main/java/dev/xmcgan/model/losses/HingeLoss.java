package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.layers.Tensors;

/**
 * The adversarial hinge loss on the logits of real and generated images.
 *
 * <p>Paper: {@code L_GAN}. Official code: {@code losses.hinge_loss}.
 */
public final class HingeLoss {

  private HingeLoss() {}

  /**
   * What the discriminator minimises: {@code mean relu(1 − real) + mean relu(1 + fake)}.
   *
   * @param real logits of real images, (B,1)
   * @param fake logits of generated images, (B,1)
   * @return a scalar
   */
  public static NDArray ofDiscriminator(NDArray real, NDArray fake) {
    NDArray onReal = Tensors.relu(real.neg().add(1)).mean();
    NDArray onFake = Tensors.relu(fake.add(1)).mean();
    return onReal.add(onFake);
  }

  /**
   * What the discriminator minimises on real images beside captions that are not theirs: {@code
   * mean relu(1 + logit)}.
   *
   * @param mismatched logits of such pairs, (B,1)
   * @return a scalar
   */
  public static NDArray ofMismatched(NDArray mismatched) {
    return Tensors.relu(mismatched.add(1)).mean();
  }

  /**
   * What the generator minimises: {@code −mean fake}.
   *
   * @param fake logits of generated images, (B,1)
   * @return a scalar
   */
  public static NDArray ofGenerator(NDArray fake) {
    return fake.mean().neg();
  }
}
