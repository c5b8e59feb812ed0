package dev.xmcgan.model.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
  private static final Set<String> MARKS = Set.of("[CLS]", "[SEP]");

  /** What a token begins with that goes on with a word. */
  private static final String PIECE = "##";

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
   * The same by words: the pieces of a word are put together, their weights added, and the marks at
   * the caption's ends left out, so that the weights of a region need not sum to one.
   */
  public WordMaps byWord() {
    List<String> words = new ArrayList<>();
    List<float[]> sums = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (MARKS.contains(token)) {
        continue;
      }
      if (token.startsWith(PIECE) && !words.isEmpty()) {
        int last = words.size() - 1;
        words.set(last, words.get(last) + token.substring(PIECE.length()));
        add(sums.get(last), maps.get(i));
      } else {
        words.add(token);
        sums.add(maps.get(i).clone());
      }
    }
    return new WordMaps(edge, words, sums);
  }

  private static void add(float[] sum, float[] map) {
    for (int region = 0; region < sum.length; region++) {
      sum[region] += map[region];
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
