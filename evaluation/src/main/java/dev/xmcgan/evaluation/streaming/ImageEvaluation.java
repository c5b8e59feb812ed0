package dev.xmcgan.evaluation.streaming;

import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.images.RgbImage;
import java.util.List;

/**
 * Looks at captions with the images made from them and the real ones, batch by batch, and says at
 * the end what it found. What it keeps of an image are numbers, most of them on disk. Not
 * thread-safe; close it.
 */
public interface ImageEvaluation extends AutoCloseable {

  /**
   * One more batch.
   *
   * @param captions B of them
   * @param generated from each caption
   * @param real the image that each caption was written for
   */
  void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real);

  /**
   * The scores of all batches.
   *
   * @throws IllegalArgumentException when there were too few images
   */
  EvaluationReport report();

  @Override
  void close();
}
