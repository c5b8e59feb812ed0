package dev.xmcgan.model.training;

import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.captions.CompatibleCaptions;
import dev.xmcgan.model.captions.FalseCaptions;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.TextEncoder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The encoders, and the maker of false captions, that training uses and never changes; networks
 * stay their owners'.
 */
public final class FrozenEncoders {

  private final Function<ModelConfig, CaptionEncoder> captions;
  private final List<PretrainedImageEncoder> images;
  private final Optional<FalseCaptions> falseCaptions;
  private final Optional<CompatibleCaptions> compatible;

  private FrozenEncoders(
      Function<ModelConfig, CaptionEncoder> captions,
      List<PretrainedImageEncoder> images,
      Optional<FalseCaptions> falseCaptions,
      Optional<CompatibleCaptions> compatible) {
    this.captions = captions;
    this.images = images;
    this.falseCaptions = falseCaptions;
    this.compatible = compatible;
  }

  private FrozenEncoders(
      Function<ModelConfig, CaptionEncoder> captions, List<PretrainedImageEncoder> images) {
    this(captions, images, Optional.empty(), Optional.empty());
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

  /** The same, and captions can be made false, for a training that asks for it. */
  public FrozenEncoders with(FalseCaptions made) {
    return new FrozenEncoders(captions, images, Optional.of(made), compatible);
  }

  /** The same, and captions that may be true of one image are not each other's negatives. */
  public FrozenEncoders withNegativesBy(CompatibleCaptions rule) {
    return new FrozenEncoders(captions, images, falseCaptions, Optional.of(rule));
  }

  /** Captions as they are encoded already. */
  public static FrozenEncoders of(CaptionEncoder captions) {
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
  public CaptionEncoder captions(ModelConfig config) {
    return captions.apply(config);
  }

  /** None or one. */
  List<PretrainedImageEncoder> images() {
    return images;
  }

  /**
   * How a model's batches are made.
   *
   * @throws IllegalArgumentException when the text encoder's width is not the model's, or the
   *     training asks for false captions and nobody makes them
   */
  BatchEncoder batches(ModelConfig config, TrainingConfig training) {
    if (training.falseCaptions() && falseCaptions.isEmpty()) {
      throw new IllegalArgumentException("nobody was given that makes captions false");
    }
    return new BatchEncoder(
        config.imageSize(),
        captions(config),
        falseCaptions.filter(made -> training.falseCaptions()),
        compatible);
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
