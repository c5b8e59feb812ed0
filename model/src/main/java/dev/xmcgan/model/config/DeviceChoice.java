package dev.xmcgan.model.config;

/** Where tensors shall live. */
public enum DeviceChoice {
  /** A GPU where there is one, else the CPU. */
  AUTO,
  CPU,
  /** The first GPU; an error where there is none. */
  GPU
}
