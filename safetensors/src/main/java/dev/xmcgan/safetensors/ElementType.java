package dev.xmcgan.safetensors;

/** Types of a tensor's elements, under the names of the format. */
public enum ElementType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I8(1),
  U8(1),
  BOOL(1);

  private final int width;

  ElementType(int width) {
    this.width = width;
  }

  /** Bytes of an element. */
  public int width() {
    return width;
  }
}
