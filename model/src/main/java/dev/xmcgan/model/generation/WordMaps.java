package dev.xmcgan.model.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the words of a caption acted on an image: the attention of the pass that drew it.
 *
 * @param edge N, the image's regions in a row
 * @param tokens the caption's tokens as the text encoder cut it, {@code [CLS]} and {@code [SEP]}
 *     counted
 * @param maps for each token N · N weights in [0,1], row by row from the top; at each region the
 *     tokens' weights sum to one
 */
public record WordMaps(int edge, List<String> tokens, List<float[]> maps) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when maps and tokens are not equally many
   */
  public WordMaps {
    tokens = List.copyOf(tokens);
    maps = List.copyOf(maps);
    if (tokens.size() != maps.size()) {
      throw new IllegalArgumentException(
          maps.size() + " maps do not fit " + tokens.size() + " tokens");
    }
  }

  /**
   * Takes one image's attention apart; what lies past the last token is padding.
   *
   * @param attention {@code (N·N,T)}, the words of a region next to each other
   * @param words T
   */
  static WordMaps of(int edge, List<String> tokens, float[] attention, int words) {
    int regions = edge * edge;
    List<float[]> maps = new ArrayList<>();
    for (int word = 0; word < tokens.size(); word++) {
      float[] map = new float[regions];
      for (int region = 0; region < regions; region++) {
        map[region] = attention[region * words + word];
      }
      maps.add(map);
    }
    return new WordMaps(edge, tokens, maps);
  }
}
