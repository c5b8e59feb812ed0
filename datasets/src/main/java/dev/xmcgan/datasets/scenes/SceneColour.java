package dev.xmcgan.datasets.scenes;

/** An object's colour. */
public enum SceneColour implements Attribute {
  RED(0xd42a2a, false),
  ORANGE(0xf58a1c, false),
  YELLOW(0xfbdf2c, false),
  LIME(0x9be62a, false),
  BLUE(0x2a4fd8, false),
  PURPLE(0x8434b0, false),
  PINK(0xfb8cc0, false),
  BROWN(0x7a4824, false),
  WHITE(0xf6f6f6, true),
  BLACK(0x1c1c1c, true),
  TURQUOISE(0x2fd0c4, true);

  private final int rgb;
  private final boolean drifted;

  SceneColour(int rgb, boolean drifted) {
    this.rgb = rgb;
    this.drifted = drifted;
  }

  /** {@code 0xRRGGBB}, before jitter. */
  public int rgb() {
    return rgb;
  }

  @Override
  public boolean isDrifted() {
    return drifted;
  }
}
