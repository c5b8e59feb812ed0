package dev.xmcgan.model.captions;

import java.util.Optional;

/**
 * Makes captions false: what an image does not show, in words that are nearly those of its caption.
 * As a negative such a caption shows what no other of a batch does. Which words exclude each other
 * depends on what is talked about, so it comes with the data. Not in the paper.
 */
@FunctionalInterface
public interface FalseCaptions {

  /**
   * The caption made false; none where it cannot be. The same caption always becomes the same, so
   * that its embeddings are worth keeping.
   */
  Optional<String> of(String caption);
}
