package dev.xmcgan.model.config;

/** Which device an operator wants tensors to be on. */
public enum DeviceChoice {
  /** A GPU where there is one, else the CPU. */
  AUTO,
  /** Main memory and the processor, even where there is a GPU. */
  CPU,
  /** The first GPU; an error where there is none. */
  GPU
}
