package dev.xmcgan.datasets.scenes;

import java.util.List;

/** Where the first of two objects is, seen from the second. */
public enum Relation {
  LEFT_OF("left of", "to the left of"),
  RIGHT_OF("right of", "to the right of"),
  ABOVE("above", "over"),
  BELOW("below", "under");

  private final List<String> phrases;

  Relation(String... phrases) {
    this.phrases = List.of(phrases);
  }

  /** The relation's usual name, such as {@code left of}. */
  public String word() {
    return phrases.get(0);
  }

  /** Ways to say it between two objects. */
  List<String> phrases() {
    return phrases;
  }

  /** The same seen from the other object. */
  public Relation reversed() {
    return switch (this) {
      case LEFT_OF -> RIGHT_OF;
      case RIGHT_OF -> LEFT_OF;
      case ABOVE -> BELOW;
      case BELOW -> ABOVE;
    };
  }

  /** Along the axis on which the two are further apart; y grows downwards. */
  public static Relation between(SceneObject first, SceneObject second) {
    double right = second.x() - first.x();
    double down = second.y() - first.y();
    if (Math.abs(right) >= Math.abs(down)) {
      return right > 0 ? LEFT_OF : RIGHT_OF;
    }
    return down > 0 ? ABOVE : BELOW;
  }
}
