package dev.xmcgan.images.containers;

import java.io.IOException;

/** A file whose decoder would make something of it, but not what it was. */
public final class DamagedImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedImageException(String damage) {
    super(damage);
  }
}
