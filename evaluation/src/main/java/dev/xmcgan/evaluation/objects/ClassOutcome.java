package dev.xmcgan.evaluation.objects;

import dev.xmcgan.evaluation.scores.Interval;

/**
 * What a detector found of one class.
 *
 * @param name of the class
 * @param images generated from captions that name it
 * @param detected how many of them show it
 */
public record ClassOutcome(String name, long images, long detected) {

  public ClassOutcome {
    if (images < 1 || detected < 0 || detected > images) {
      throw new IllegalArgumentException(
          "class %s: %d of %d images".formatted(name, detected, images));
    }
  }

  /** Share of the images that show it. */
  public double recall() {
    return (double) detected / images;
  }

  /** Where the recall lies if the images are a sample. */
  public Interval interval() {
    return Interval.wilson((double) detected, images);
  }
}
