package dev.xmcgan.model.config;

/** Where tensors shall live. */
public enum DeviceChoice {
  /** A GPU where there is one, else the CPU. */
  AUTO,
  /** Main memory and the processor, even where there is a GPU. */
  CPU,
  /** The first GPU; an error where there is none. */
  GPU
}
