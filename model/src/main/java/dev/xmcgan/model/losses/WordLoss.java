package dev.xmcgan.model.losses;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;
import java.util.Arrays;

/**
 * The contrastive loss between image regions and words: each word looks for its regions, and a
 * caption fits an image as far as its words resemble what they found.
 *
 * <p>Paper: equations 4 to 6. Official code: {@code attention_lib.word_loss}. The official code
 * makes the context c = Σ α r̂ of every word on every image, (B,B,T,E). Only its product with the
 * word and its length are needed, and both follow from the similarities s = ŵ·r̂ and the regions'
 * Gram matrix G: ŵ·c = Σ α s and |c|² = αᵀ G α, so that c itself is made only where there are more
 * regions than it is wide, and then as (B,E,B·T).
 *
 * <p>One instance serves several sets of regions for the same captions.
 */
public final class WordLoss {

  /** ρ1: how sharply a word picks its regions. */
  static final double ATTENTION_SHARPNESS = 5;

  /** ρ2: how much the best words of a caption count for more than the others. */
  static final double WORD_SHARPNESS = 5;

  /** The official code's factor on the similarities, an inverse temperature. */
  static final double SCALE = 50;

  private static final double SMALLEST_SQUARED_LENGTH = 1e-12;

  private final long batch;
  private final long words;
  private final NDArray sharpWords; // ρ1·ŵ (E, B·T), captions one after another
  private final NDArray present; // (1,B,T), 1 where there is a word

  /**
   * Prepares the captions' words.
   *
   * @param words (B,T,E); a row of zeros resembles no region
   * @param lengths how many words of each caption count, each from 1 to T
   */
  public WordLoss(NDArray words, int[] lengths) {
    Shape shape = words.getShape();
    if (shape.dimension() != 3 || shape.get(0) != lengths.length) {
      throw new IllegalArgumentException(
          "words must be (B,T,E) with B = " + lengths.length + ", not " + shape);
    }
    this.batch = shape.get(0);
    this.words = shape.get(1);
    this.sharpWords =
        Tensors.scale(Tensors.l2Normalise(words, -1), ATTENTION_SHARPNESS)
            .reshape(batch * this.words, shape.get(2))
            .transpose(); // (E, B·T)
    this.present = presence(words.getManager(), lengths);
  }

  private WordLoss(long batch, long words, NDArray sharpWords, NDArray present) {
    this.batch = batch;
    this.words = words;
    this.sharpWords = sharpWords;
    this.present = present;
  }

  /** The same with the words as constants, whatever they were made from. */
  public WordLoss frozen() {
    return new WordLoss(batch, words, sharpWords.stopGradient(), present);
  }

  /**
   * Matches images and captions.
   *
   * @param regions (B,R,E), the image of pair i at index i
   */
  public InfoNce match(NDArray regions) {
    NDArray unitRegions = Tensors.l2Normalise(regions, -1); // (B,R,E)
    long regionCount = regions.getShape().get(1);
    long width = regions.getShape().get(2);
    NDArray similarity =
        unitRegions
            .reshape(batch * regionCount, width)
            .matMul(sharpWords)
            .reshape(batch, regionCount, batch * words); // ρ1·s (B,R,B·T)
    NDArray cosine = cosines(unitRegions, similarity).reshape(batch, batch, words);
    return new InfoNce(captionScores(cosine, present)); // (B,B)
  }

  /**
   * How well each image fits the caption of the same place alone.
   *
   * @param regions (B,R,E)
   * @return (B,1)
   */
  public NDArray ofPartners(NDArray regions) {
    NDArray unitRegions = Tensors.l2Normalise(regions, -1); // (B,R,E)
    NDArray ownWords =
        sharpWords.transpose().reshape(batch, words, regions.getShape().get(2)); // (B,T,E)
    NDArray similarity = unitRegions.matMul(ownWords.transpose(0, 2, 1)); // ρ1·s (B,R,T)
    NDArray cosine = cosines(unitRegions, similarity).reshape(batch, 1, words);
    return captionScores(cosine, present.reshape(batch, 1, words));
  }

  /**
   * Cosines of words with what they found in an image, times ρ1.
   *
   * @param similarity ρ1·s, (B,R,X) for any X words
   * @return (B,X)
   */
  private static NDArray cosines(NDArray unitRegions, NDArray similarity) {
    NDArray attention = similarity.softmax(1); // over regions
    NDArray onContext = attention.mul(similarity).sum(new int[] {1}); // ρ1·ŵ·c, (B,X)
    Shape shape = unitRegions.getShape();
    NDArray contextSquare =
        shape.get(1) < shape.get(2)
            ? squareByGram(unitRegions, attention)
            : squareByContext(unitRegions, attention); // |c|², (B,X)
    return onContext.div(Tensors.atLeast(contextSquare, SMALLEST_SQUARED_LENGTH).sqrt());
  }

  /** {@code (B,N,T) → (B,N)}. */
  private static NDArray captionScores(NDArray cosine, NDArray present) {
    // ρ2·cos is at most 5 in size, so the exponential needs no shift
    NDArray score =
        Tensors.scale(cosine, WORD_SHARPNESS / ATTENTION_SHARPNESS)
            .exp()
            .mul(present)
            .sum(new int[] {2})
            .log();
    return Tensors.scale(score, SCALE / WORD_SHARPNESS);
  }

  /** {@code αᵀ G α}, {@code R·R} products for each word. */
  private static NDArray squareByGram(NDArray unitRegions, NDArray attention) {
    NDArray gram = unitRegions.matMul(unitRegions.transpose(0, 2, 1)); // (B,R,R)
    return attention.mul(gram.matMul(attention)).sum(new int[] {1});
  }

  /** {@code |Σ α r̂|²}, {@code E·R} products for each word. */
  private static NDArray squareByContext(NDArray unitRegions, NDArray attention) {
    NDArray contexts = unitRegions.transpose(0, 2, 1).matMul(attention); // (B,E,B·T)
    return contexts.square().sum(new int[] {1});
  }

  private NDArray presence(NDManager manager, int[] lengths) {
    float[] mask = new float[Math.toIntExact(batch * words)];
    for (int caption = 0; caption < batch; caption++) {
      int length = lengths[caption];
      if (length < 1 || length > words) {
        throw new IllegalArgumentException(
            "caption " + caption + " has " + length + " words, not 1 to " + words);
      }
      int start = Math.toIntExact(caption * words);
      Arrays.fill(mask, start, start + length, 1f);
    }
    return manager.create(mask, new Shape(1, batch, words));
  }
}
