package dev.xmcgan.gateway.images;

import dev.xmcgan.schemas.ImageAttention;
import dev.xmcgan.schemas.WordAttention;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the words of a caption acted on an image.
 *
 * @param edge N, the image's regions in a row
 * @param words in the order of the caption, as the model reads them
 */
public record AttentionView(int edge, List<Word> words) {
  private static final double MOST_SHARE = 255;
  private static final double THOUSANDTHS = 1e3;

  /**
   * One word.
   *
   * @param weights N · N shares of the regions' attention, 0 to 1, row by row from the top; what
   *     all words leave of a region belongs to the marks at the caption's ends
   */
  public record Word(String word, List<Double> weights) {
    static Word of(WordAttention word) {
      ByteBuffer shares = word.getWeights().duplicate();
      int start = shares.position();
      return new Word(
          word.getWord(),
          IntStream.range(0, shares.remaining())
              .mapToObj(
                  i ->
                      Math.round((shares.get(start + i) & 0xFF) / MOST_SHARE * THOUSANDTHS)
                          / THOUSANDTHS)
              .toList());
    }

    /** The same with the largest as 1: where the word acted most. */
    double[] relative() {
      double most = weights.stream().mapToDouble(Double::doubleValue).max().orElse(0);
      return weights.stream().mapToDouble(weight -> most > 0 ? weight / most : 0).toArray();
    }
  }

  static AttentionView of(ImageAttention attention) {
    return new AttentionView(
        attention.getEdge(), attention.getWords().stream().map(Word::of).toList());
  }
}
