package dev.xmcgan.model.config;

import ai.djl.ndarray.types.DataType;

/** The number format of feature maps and convolution kernels in a generator that only draws. */
public enum Precision {
  FLOAT32(DataType.FLOAT32),

  /**
   * Half the memory, and the fast units of a GPU. Text, attention, gains and shifts stay float32:
   * only maps and kernels are narrowed.
   */
  FLOAT16(DataType.FLOAT16),

  /**
   * The fast units of a processor that has some for it. Gains and shifts are narrowed, too; text,
   * attention and what is stored stay float32.
   */
  BFLOAT16(DataType.BFLOAT16);

  private final DataType maps;

  Precision(DataType maps) {
    this.maps = maps;
  }

  /** The type of feature maps and kernels. */
  public DataType maps() {
    return maps;
  }
}
