package dev.xmcgan.generator.batching;

import java.util.List;

/**
 * What one pass of one generator draws.
 *
 * @param generator which generator draws it
 * @param shares one share per request in it, in drawing order
 * @param <R> the request
 */
public record MicroBatch<R>(String generator, List<Share<R>> shares) {
  public MicroBatch {
    shares = List.copyOf(shares);
    if (shares.isEmpty()) {
      throw new IllegalArgumentException("a micro-batch without requests");
    }
  }

  /** Images in the pass. */
  public int images() {
    return shares.stream().mapToInt(Share::images).sum();
  }

  /**
   * The images {@code from} (inclusive) to {@code to} (exclusive) of a request.
   *
   * @param last whether the request is complete with them
   */
  public record Share<R>(R request, int from, int to, boolean last) {
    public Share {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException("images " + from + " to " + to + " are no share");
      }
    }

    /**
     * Whether these are the request's first images. Also true when a request starts again because
     * another generator drew its earlier images: one generator draws all of a request.
     */
    public boolean first() {
      return from == 0;
    }

    public int images() {
      return to - from;
    }
  }
}
