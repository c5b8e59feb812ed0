package dev.xmcgan.datasets.scenes;

/** What an object is. */
public enum SceneShape implements Attribute {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  STAR,
  HEART,
  CROSS,
  RING,
  DIAMOND,
  HEXAGON(true),
  MOON(true),
  ARROW(true);

  private final boolean drifted;

  SceneShape() {
    this(false);
  }

  SceneShape(boolean drifted) {
    this.drifted = drifted;
  }

  @Override
  public boolean isDrifted() {
    return drifted;
  }
}
