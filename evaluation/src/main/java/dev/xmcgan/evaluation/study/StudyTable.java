package dev.xmcgan.evaluation.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a key or of answers: {@code rater,item,A,B,…}.
 *
 * @param rows the lettered columns by rater and item
 */
record StudyTable(Map<Place, List<String>> rows) {

  private static final int FIRST_LETTER = 2;

  /**
   * Reads CSV without quotes.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  static StudyTable read(String name, String csv) {
    Map<Place, List<String>> rows = new LinkedHashMap<>();
    List<String> lines = csv.lines().toList();
    int width = lines.isEmpty() ? 0 : lines.get(0).split(",", -1).length;
    if (width <= FIRST_LETTER || !lines.get(0).startsWith("rater,item,A")) {
      throw new IllegalArgumentException(name + ": the first line must be rater,item,A,B,…");
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      List<String> cells = List.of(lines.get(i).strip().split(",", -1));
      if (cells.size() != width) {
        throw new IllegalArgumentException(
            "%s, line %d: %d columns, not %d".formatted(name, i + 1, cells.size(), width));
      }
      Place place = new Place(cells.get(0), cells.get(1));
      if (rows.put(place, cells.subList(FIRST_LETTER, width)) != null) {
        throw new IllegalArgumentException(
            "%s, line %d: rater %s has item %s twice"
                .formatted(name, i + 1, place.rater(), place.item()));
      }
    }
    return new StudyTable(rows);
  }

  /** Who rated what. */
  record Place(String rater, String item) {}
}
