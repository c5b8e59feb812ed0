package dev.xmcgan.model.training;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.TextEncoder;
import java.util.List;
import java.util.function.Function;

/** The networks that training reads but never changes; they stay their owners'. */
public final class FrozenEncoders {

  private final Function<ModelConfig, CaptionEncoder> captions;
  private final List<PretrainedImageEncoder> images;

  private FrozenEncoders(
      Function<ModelConfig, CaptionEncoder> captions, List<PretrainedImageEncoder> images) {
    this.captions = captions;
    this.images = images;
  }

  /** A text encoder alone. */
  public static FrozenEncoders of(TextEncoder text) {
    return new FrozenEncoders(config -> captions(config, text), List.of());
  }

  /**
   * A text encoder and an image encoder: {@code g_loss} then has one more contrastive term, of
   * generated against real images of the same captions in the image encoder's eyes.
   */
  public static FrozenEncoders of(TextEncoder text, PretrainedImageEncoder image) {
    return new FrozenEncoders(config -> captions(config, text), List.of(image));
  }

  static FrozenEncoders of(CaptionEncoder captions) {
    return new FrozenEncoders(config -> captions, List.of());
  }

  static FrozenEncoders of(CaptionEncoder captions, PretrainedImageEncoder image) {
    return new FrozenEncoders(config -> captions, List.of(image));
  }

  /**
   * The text encoder as a model uses it.
   *
   * @throws IllegalArgumentException when its width is not the model's
   */
  CaptionEncoder captions(ModelConfig config) {
    return captions.apply(config);
  }

  /** None or one. */
  List<PretrainedImageEncoder> images() {
    return images;
  }

  private static CaptionEncoder captions(ModelConfig config, TextEncoder encoder) {
    if (encoder.width() != config.textWidth()) {
      throw new IllegalArgumentException(
          "the model needs a text encoder of width %d, %s has %d"
              .formatted(config.textWidth(), encoder.id(), encoder.width()));
    }
    return (manager, texts) -> encoder.encode(manager, texts, config.maxWords(), config.pooling());
  }
}
