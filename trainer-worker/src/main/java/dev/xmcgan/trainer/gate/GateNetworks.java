package dev.xmcgan.trainer.gate;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Networks of the user's that the gate looks through, TorchScript files each.
 *
 * @param image of images; KID is measured on its features, too
 * @param caption of captions in the image network's space; only beside that
 */
public record GateNetworks(Optional<Image> image, Optional<Caption> caption) {
  public GateNetworks {
    if (caption.isPresent() && image.isEmpty()) {
      throw new IllegalArgumentException("a network of captions needs one of images beside it");
    }
  }

  /**
   * {@code (B,3,S,S)} in [0,1] to features.
   *
   * @param size S
   * @param output which of several outputs are the features, from 0
   */
  public record Image(Path file, int size, int output) {}

  /**
   * {@code (B,T)} token ids to features.
   *
   * @param tokenizer its tokenizer.json
   * @param tokens T
   */
  public record Caption(Path file, Path tokenizer, int tokens) {}

  /** None. */
  public static GateNetworks none() {
    return new GateNetworks(Optional.empty(), Optional.empty());
  }
}
