package dev.xmcgan.evaluation.study;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a study is set up (paper section 6.1).
 *
 * @param systems names of what is compared, two to eight
 * @param captions how many captions are rated
 * @param raters how many people rate each caption
 * @param seed of the choice of captions and of every order
 */
public record StudyOptions(List<String> systems, int captions, int raters, long seed) {

  /** What can stand in a CSV file and a file name as it is. */
  static final Pattern NAME = Pattern.compile("[\\w.@+-]+");

  private static final int MOST_SYSTEMS = 8;

  public StudyOptions {
    systems = List.copyOf(systems);
    if (systems.size() < 2
        || systems.size() > MOST_SYSTEMS
        || new HashSet<>(systems).size() < systems.size()) {
      throw new IllegalArgumentException(
          "a study compares 2 to 8 different systems, not " + systems);
    }
    systems.forEach(system -> requireName("system", system));
    if (captions < 1 || raters < 1) {
      throw new IllegalArgumentException(
          "a study needs captions and raters, not %d and %d".formatted(captions, raters));
    }
  }

  /** 1,000 captions, 5 raters each. */
  public static StudyOptions usual(List<String> systems, long seed) {
    return new StudyOptions(systems, 1000, 5, seed);
  }

  static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s must be letters, digits and . _ @ + -, is %s".formatted(what, name));
    }
  }
}
