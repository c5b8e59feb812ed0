package dev.xmcgan.model.text;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.util.Arrays;
import java.util.List;

/**
 * The embedding of one caption on the heap.
 *
 * @param words {@code (T, E)} row-major
 * @param sentence {@code (E)}
 * @param length real tokens, at most T
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package, never changed
record CaptionEmbedding(float[] words, float[] sentence, int length) {

  /**
   * With the sentence pooled from the words: all rows there are, summed and divided by the true
   * length, see {@link TextEncoder#encode}.
   *
   * @param words {@code (T, E)} row-major
   * @param width E
   */
  static CaptionEmbedding of(float[] words, int length, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < words.length; i++) {
      sum[i % width] += words[i];
    }
    float[] sentence = new float[width];
    for (int i = 0; i < width; i++) {
      sentence[i] = (float) (sum[i] / length);
    }
    return new CaptionEmbedding(words, sentence, length);
  }

  /** Embeddings of one width side by side; words of shorter captions are followed by zeros. */
  static TextBatch batch(NDManager manager, List<CaptionEmbedding> embeddings) {
    int b = embeddings.size();
    int e = embeddings.get(0).sentence().length;
    int longest = embeddings.stream().mapToInt(row -> row.words().length).max().orElseThrow();
    float[] words = new float[b * longest];
    float[] sentences = new float[b * e];
    int[] lengths = new int[b];
    for (int i = 0; i < b; i++) {
      CaptionEmbedding row = embeddings.get(i);
      System.arraycopy(row.words(), 0, words, i * longest, row.words().length);
      System.arraycopy(row.sentence(), 0, sentences, i * e, e);
      lengths[i] = row.length();
    }
    return new TextBatch(
        manager.create(words, new Shape(b, longest / e, e)),
        manager.create(sentences, new Shape(b, e)),
        lengths);
  }

  /** Each value as near as half precision comes to it; the same when it is asked again. */
  CaptionEmbedding inHalfPrecision() {
    return new CaptionEmbedding(rounded(words), rounded(sentence), length);
  }

  private static float[] rounded(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Float16Utils.halfToFloat(Float16Utils.floatToHalf(values[i]));
    }
    return rounded;
  }

  long bytes() {
    return (long) Float.BYTES * (words.length + sentence.length);
  }

  /**
   * On the way to another: {@code (1 − share) · this + share · other}, value by value. Token i is
   * mixed with the other's token i. Where one caption ends before the other, its missing tokens
   * count as zero vectors, and nothing of what either has is masked: the mix is as long as the
   * longer of both. So a word that one caption alone has fades in or out, but takes part in the
   * attention, as a short vector, as soon as the share is neither 0 nor 1.
   *
   * @param share 0 gives this and 1 the other, bit for bit
   */
  CaptionEmbedding towards(CaptionEmbedding other, double share) {
    if (share == 0 || this == other) {
      return this;
    }
    return share == 1
        ? other
        : new CaptionEmbedding(
            mixed(words, other.words, share),
            mixed(sentence, other.sentence, share),
            Math.max(length, other.length));
  }

  private static float[] mixed(float[] some, float[] others, double share) {
    float[] mixed = Arrays.copyOf(some, Math.max(some.length, others.length));
    for (int i = 0; i < mixed.length; i++) {
      float other = i < others.length ? others[i] : 0;
      mixed[i] = (float) ((1 - share) * mixed[i] + share * other);
    }
    return mixed;
  }
}
