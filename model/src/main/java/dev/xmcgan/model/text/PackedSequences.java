package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Captions of any lengths one below the other, without padding between them: the rows of one matrix
 * {@code (N,E)}. Captions of the same number of tokens are neighbours, so that their attention is
 * one product. The rows are filled up to a multiple of some number.
 */
final class PackedSequences {
  /** Added to the scores of padding: far below any score, so that its share is exactly zero. */
  private static final float MASKED = -1e9f;

  private final List<TokenSequence> sequences;
  private final List<Integer> order;
  private final List<Span> spans = new ArrayList<>();
  private final int rows;

  /**
   * Neighbouring captions of the same number of tokens.
   *
   * @param start their first row
   * @param count how many captions
   * @param tokens T of each
   * @param mask added to their attention scores, {@code (n,1,1,T)}; null when every token is real
   */
  record Span(int start, int count, int tokens, NDArray mask) {
    int end() {
      return start + count * tokens;
    }
  }

  /**
   * @param rowMultiple what the rows are filled up to a multiple of
   * @param scope owner of the masks
   */
  PackedSequences(List<TokenSequence> sequences, int rowMultiple, NDManager scope) {
    this.sequences = sequences;
    this.order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sequences.get(i).tokens().length))
            .toList();
    int start = 0;
    for (int from = 0; from < order.size(); ) {
      int tokens = sequence(from).tokens().length;
      int to = from;
      while (to < order.size() && sequence(to).tokens().length == tokens) {
        to++;
      }
      Span span = new Span(start, to - from, tokens, mask(from, to, scope));
      spans.add(span);
      start = span.end();
      from = to;
    }
    this.rows = (start + rowMultiple - 1) / rowMultiple * rowMultiple;
  }

  List<Span> spans() {
    return spans;
  }

  /** Where the spans after the first start, and the rows that belong to no caption, if any. */
  long[] starts() {
    return spans.stream().mapToLong(Span::end).filter(end -> end < rows).toArray();
  }

  /** The first row that belongs to no caption; {@link #rows} when there is none. */
  int filledFrom() {
    return spans.get(spans.size() - 1).end();
  }

  /** N, rows that belong to no caption counted. */
  int rows() {
    return rows;
  }

  /** The token of every row; zero where there is no caption. */
  long[] tokens() {
    long[] tokens = new long[rows];
    int row = 0;
    for (int i = 0; i < order.size(); i++) {
      long[] own = sequence(i).tokens();
      System.arraycopy(own, 0, tokens, row, own.length);
      row += own.length;
    }
    return tokens;
  }

  /** The place of every row within its caption. */
  long[] positions() {
    long[] positions = new long[rows];
    int row = 0;
    for (int i = 0; i < order.size(); i++) {
      for (int place = 0; place < sequence(i).tokens().length; place++) {
        positions[row++] = place;
      }
    }
    return positions;
  }

  /**
   * Takes the captions apart again, in the order they came.
   *
   * @param values {@code (N,E)} row-major
   * @return {@code (T,E)} row-major of each
   */
  List<float[]> unpacked(float[] values) {
    int width = values.length / rows;
    float[][] parts = new float[order.size()][];
    int row = 0;
    for (int i = 0; i < order.size(); i++) {
      int next = row + sequence(i).tokens().length;
      parts[order.get(i)] = Arrays.copyOfRange(values, row * width, next * width);
      row = next;
    }
    return List.of(parts);
  }

  private TokenSequence sequence(int place) {
    return sequences.get(order.get(place));
  }

  private NDArray mask(int from, int to, NDManager scope) {
    int tokens = sequence(from).tokens().length;
    float[] mask = new float[(to - from) * tokens];
    boolean padded = false;
    for (int i = from; i < to; i++) {
      int length = sequence(i).length();
      int start = (i - from) * tokens;
      Arrays.fill(mask, start + length, start + tokens, MASKED);
      padded |= length < tokens;
    }
    return padded ? scope.create(mask, new Shape(to - from, 1, 1, tokens)) : null;
  }
}
