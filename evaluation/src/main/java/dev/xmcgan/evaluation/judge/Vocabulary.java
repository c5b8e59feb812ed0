package dev.xmcgan.evaluation.judge;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words a judge knows, in the order of its network's outputs.
 *
 * @param backgrounds such as {@code grass}
 * @param colours of objects, such as {@code red}
 * @param shapes of objects, such as {@code circle}
 * @param sizes of objects, such as {@code large}
 */
public record Vocabulary(
    List<String> backgrounds, List<String> colours, List<String> shapes, List<String> sizes) {

  private static final String SEPARATOR = ",";

  public Vocabulary {
    backgrounds = distinct("backgrounds", backgrounds);
    colours = distinct("colours", colours);
    shapes = distinct("shapes", shapes);
    sizes = distinct("sizes", sizes);
  }

  /** As key-value pairs for a weights file. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>(); // one order, so that bytes repeat
    metadata.put("backgrounds", String.join(SEPARATOR, backgrounds));
    metadata.put("colours", String.join(SEPARATOR, colours));
    metadata.put("shapes", String.join(SEPARATOR, shapes));
    metadata.put("sizes", String.join(SEPARATOR, sizes));
    return metadata;
  }

  /**
   * Reads what {@link #metadata} wrote.
   *
   * @throws IllegalArgumentException naming the list that is missing
   */
  static Vocabulary of(Map<String, String> metadata) {
    return new Vocabulary(
        words(metadata, "backgrounds"),
        words(metadata, "colours"),
        words(metadata, "shapes"),
        words(metadata, "sizes"));
  }

  /**
   * The place of a word in its list.
   *
   * @throws IllegalArgumentException naming the word when it is none of the list
   */
  public static int index(List<String> words, String word) {
    int index = words.indexOf(word);
    if (index < 0) {
      throw new IllegalArgumentException("the judge knows no " + word + ", only " + words);
    }
    return index;
  }

  private static List<String> words(Map<String, String> metadata, String key) {
    String words = metadata.get(key);
    if (words == null) {
      throw new IllegalArgumentException("a judge's weights name no " + key);
    }
    return List.of(words.split(SEPARATOR, -1));
  }

  private static List<String> distinct(String name, List<String> words) {
    List<String> copy = List.copyOf(words);
    if (copy.isEmpty() || new HashSet<>(copy).size() != copy.size()) {
      throw new IllegalArgumentException(name + " must be distinct words, are " + copy);
    }
    return copy;
  }
}
