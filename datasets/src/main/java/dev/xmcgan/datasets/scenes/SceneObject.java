package dev.xmcgan.datasets.scenes;

/**
 * One object.
 *
 * @param x centre from the left, in pixels of a 64-pixel image
 * @param y centre from the top, likewise
 * @param radius about half the object's extent, likewise
 */
public record SceneObject(
    SceneShape shape, SceneColour colour, SceneSize size, double x, double y, double radius) {

  /** The same elsewhere. */
  SceneObject at(double otherX, double otherY) {
    return new SceneObject(shape, colour, size, otherX, otherY, radius);
  }

  /** True when this colour is never seen on this shape in training. */
  public boolean isHeldOut() {
    return HeldOutScenePairs.contains(colour, shape);
  }
}
