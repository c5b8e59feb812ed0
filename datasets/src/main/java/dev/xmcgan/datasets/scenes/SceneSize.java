package dev.xmcgan.datasets.scenes;

/** An object's size; radii in pixels of a 64-pixel image. */
public enum SceneSize implements Attribute {
  SMALL(7, 8.5),
  LARGE(12, 14);

  private final double smallestRadius;
  private final double largestRadius;

  SceneSize(double smallestRadius, double largestRadius) {
    this.smallestRadius = smallestRadius;
    this.largestRadius = largestRadius;
  }

  double smallestRadius() {
    return smallestRadius;
  }

  double largestRadius() {
    return largestRadius;
  }
}
