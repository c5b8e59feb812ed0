package dev.xmcgan.evaluation.judge;

/**
 * An object a judge sees.
 *
 * @param x centre from the left, in pixels of a 64-pixel image
 * @param y centre from the top, likewise
 * @param confidence that there is one, from 0 to 1
 */
public record SeenObject(
    WordProbabilities colour,
    WordProbabilities shape,
    WordProbabilities size,
    double x,
    double y,
    double confidence) {

  /** Where this one is, seen from the other. */
  public Direction from(SeenObject other) {
    return Direction.between(x, y, other.x, other.y);
  }
}
