package dev.xmcgan.trainer.training;

import ai.djl.Device;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.learning.XmcGan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The real model in its smallest form, with the real text encoder. */
final class TinyModel {
  static final ModelConfig CONFIG =
      new ModelConfig(
          "tiny",
          32,
          4,
          4,
          8,
          384,
          8,
          Pooling.MASKED_MEAN,
          StemInput.NOISE_AND_SENTENCE,
          8,
          List.of(4, 2, 2),
          List.of(2, 2, 4));

  private TinyModel() {}

  static TextEncoder encoder() throws IOException {
    Devices.configure(1); // of threads for so little work, each waits for the slowest
    Path home = Path.of(System.getProperty("xmcgan.home"));
    return TextEncoder.load(
        home.resolve("model/target/text-encoder/all-MiniLM-L6-v2"), Device.cpu());
  }

  /**
   * Learners of a fixed seed, with all that the starter's training has: its losses, and images that
   * vary.
   *
   * @param encoder closed with them
   */
  static XmcGan learners(int batchSize, int statisticsEvery, TextEncoder encoder) {
    TrainingConfig training =
        new TrainingConfig(batchSize, 5e-4, 8e-4, 1, 0.999, true, statisticsEvery)
            .with(TrainingConfig.starter().losses(), Augmentation.parse("colour,translation"));
    return new XmcGan(CONFIG, training, encoder, Device.cpu(), 3);
  }
}
