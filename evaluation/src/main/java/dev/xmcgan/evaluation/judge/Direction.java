package dev.xmcgan.evaluation.judge;

/** Where one object is, seen from another. */
public enum Direction {
  LEFT_OF,
  RIGHT_OF,
  ABOVE,
  BELOW;

  /** The same seen from the other object. */
  public Direction reversed() {
    return switch (this) {
      case LEFT_OF -> RIGHT_OF;
      case RIGHT_OF -> LEFT_OF;
      case ABOVE -> BELOW;
      case BELOW -> ABOVE;
    };
  }

  /** Of the first centre from the second, along the longer axis; y grows downwards. */
  static Direction between(double x, double y, double otherX, double otherY) {
    double right = otherX - x;
    double down = otherY - y;
    if (Math.abs(right) >= Math.abs(down)) {
      return right > 0 ? LEFT_OF : RIGHT_OF;
    }
    return down > 0 ? ABOVE : BELOW;
  }
}
