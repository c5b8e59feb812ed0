package dev.xmcgan.model.captions;

/**
 * Tells which captions may be true of one image: {@code a red circle} and {@code a red circle on
 * sand}. As each other's negatives they ask that an image of the former show nothing that another
 * caption names, and so a contrastive loss does better without them. What contradicts what depends
 * on what is talked about, so it comes with the data. Not in the paper.
 */
@FunctionalInterface
public interface CompatibleCaptions {

  /** Whether nothing that one says contradicts the other; the same in both directions. */
  boolean areCompatible(String one, String other);
}
