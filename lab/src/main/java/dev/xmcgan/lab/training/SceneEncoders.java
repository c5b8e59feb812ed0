package dev.xmcgan.lab.training;

import dev.xmcgan.datasets.scenes.FalseSceneCaptions;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;

/** What training on drawn scenes reads of their captions. */
public final class SceneEncoders {
  private SceneEncoders() {}

  /** A text encoder, which stays the caller's, and false captions where they are asked for. */
  public static FrozenEncoders of(TextEncoder text) {
    return FrozenEncoders.of(text).with(FalseSceneCaptions::of);
  }
}
