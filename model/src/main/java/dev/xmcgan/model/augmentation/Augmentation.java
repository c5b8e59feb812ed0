package dev.xmcgan.model.augmentation;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which random changes an image goes through before the discriminator looks at it, real and
 * generated alike, so that few images do not let it learn them by heart (Zhao et al.,
 * <em>Differentiable augmentation for data-efficient GAN training</em>, NeurIPS 2020). Not in the
 * paper; none in the official presets.
 *
 * @param changes in the order of the enum
 * @param onlyRepeated whether only those images are changed that training shows over and over
 */
public record Augmentation(Set<Change> changes, boolean onlyRepeated) {
  private static final String AUTOMATIC = "auto";

  /** A kind of change, with the original's ranges. */
  public enum Change {
    /**
     * Brightness up to a quarter up or down, saturation 0 to 2 times, contrast 0.5 to 1.5 times.
     */
    COLOUR,
    /** A shift by up to an eighth of the edge each way; black comes in. */
    TRANSLATION,
    /** A black square of half the edge anywhere, perhaps partly beyond the border. */
    CUTOUT
  }

  /** Keeps the enum's order. */
  public Augmentation {
    EnumSet<Change> ordered = EnumSet.noneOf(Change.class);
    ordered.addAll(changes);
    changes = Collections.unmodifiableSet(ordered);
  }

  /** Images as they are. */
  public static Augmentation none() {
    return new Augmentation(Set.of(), false);
  }

  /** Shifts of those images that training shows over and over, others as they are. */
  public static Augmentation automatic() {
    return new Augmentation(Set.of(Change.TRANSLATION), true);
  }

  /**
   * Reads {@code none}, {@code auto} or kinds of change with commas between them, such as {@code
   * colour,translation}.
   *
   * @throws IllegalArgumentException naming what is no kind of change
   */
  public static Augmentation parse(String text) {
    if (text.isBlank() || text.strip().equalsIgnoreCase("none")) {
      return none();
    }
    if (text.strip().equalsIgnoreCase(AUTOMATIC)) {
      return automatic();
    }
    EnumSet<Change> changes = EnumSet.noneOf(Change.class);
    for (String name : List.of(text.split(",", -1))) {
      changes.add(change(name.strip()));
    }
    return new Augmentation(changes, false);
  }

  private static Change change(String name) {
    for (Change change : Change.values()) {
      if (change.name().equalsIgnoreCase(name)) {
        return change;
      }
    }
    throw new IllegalArgumentException(
        "augmentation must be none, auto or of %s, not %s"
            .formatted(Arrays.toString(Change.values()).toLowerCase(Locale.ROOT), name));
  }

  /** Whether nothing is changed. */
  public boolean isNone() {
    return changes.isEmpty();
  }

  @Override
  public String toString() {
    if (equals(automatic())) {
      return AUTOMATIC;
    }
    return isNone()
        ? "none"
        : String.join(
            ",", changes.stream().map(change -> change.name().toLowerCase(Locale.ROOT)).toList());
  }
}
