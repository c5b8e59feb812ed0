package dev.xmcgan.trainer.config;

import java.util.OptionalInt;

/** What is other than the preset's of the shape of a model that starts from nothing. */
public interface ModelShape {
  /** Edge of its images in pixels, a power of two. */
  OptionalInt imageSize();

  /** The unit of the generator's channels. */
  OptionalInt generatorWidth();

  /** The unit of the discriminator's channels. */
  OptionalInt discriminatorWidth();

  /** Width of the text encoder's vectors. */
  OptionalInt textWidth();

  /** Most word pieces of a caption that it reads, the two around them counted. */
  OptionalInt maxWords();
}
