package dev.xmcgan.lab.training;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.datasets.scenes.FalseSceneCaptions;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The image encoder that the user named, or none. */
final class LoadedImageEncoder implements AutoCloseable {
  private final Optional<PretrainedImageEncoder> encoder;

  private LoadedImageEncoder(Optional<PretrainedImageEncoder> encoder) {
    this.encoder = encoder;
  }

  static LoadedImageEncoder load(Optional<Path> file, Device device) {
    return new LoadedImageEncoder(file.map(existing -> load(existing, device)));
  }

  private static PretrainedImageEncoder load(Path file, Device device) {
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage("--image-encoder " + file + ": no such file");
    }
    try {
      return PretrainedImageEncoder.load(file, device);
    } catch (IOException e) {
      throw CommandException.failed("--image-encoder " + e.getMessage(), e);
    }
  }

  /** All that training reads of captions of scenes and of images. */
  FrozenEncoders beside(TextEncoder text) {
    return encoder
        .map(image -> FrozenEncoders.of(text, image))
        .orElseGet(() -> FrozenEncoders.of(text))
        .with(FalseSceneCaptions::of);
  }

  @Override
  public void close() {
    encoder.ifPresent(PretrainedImageEncoder::close);
  }
}
