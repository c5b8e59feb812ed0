package dev.xmcgan.model.config;

/** How the generator's blocks double a map. */
public enum Upsampling {
  /** Each pixel becomes a square of four, as in the paper. */
  NEAREST,
  /**
   * New pixels lie between the old ones, at weights {@code [1,3,3,1]/4} along both axes (Zhang:
   * <em>Making Convolutional Networks Shift-Invariant Again</em>, ICML 2019; Karras et al.,
   * StyleGAN2, 2020). Squares leave a grid in every image, since the pixels of a square then vary
   * unlike.
   */
  SMOOTH
}
