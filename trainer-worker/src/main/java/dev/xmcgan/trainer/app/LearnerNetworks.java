package dev.xmcgan.trainer.app;

import ai.djl.Device;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.EmbeddingFile;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.trainer.config.TrainerConfig;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.replay.ScratchFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Opens what a trainer learns with, as its settings say. */
public final class LearnerNetworks {
  private LearnerNetworks() {}

  /**
   * Loads the text encoder and, where one is named, the image encoder.
   *
   * @return the caller's to close
   * @throws IOException when their files cannot be read or are something else
   */
  public static XmcGan open(TrainerSettings settings) throws IOException {
    TrainerConfig config = settings.config();
    Devices.configure(config.threads());
    Device device = Devices.choose(config.device());
    var embeddings =
        new EmbeddingFile(
            ScratchFiles.open(settings.directory("embeddings"), ".embeddings"),
            config.embeddingBytes());
    TextEncoder text = TextEncoder.load(config.textEncoder().toAbsolutePath(), device, embeddings);
    List<PretrainedImageEncoder> images = new ArrayList<>();
    boolean loaded = false;
    try {
      if (config.imageEncoder().isPresent()) {
        images.add(PretrainedImageEncoder.load(config.imageEncoder().get(), device));
      }
      loaded = true;
    } finally {
      if (!loaded) {
        text.close();
      }
    }
    return new XmcGan(settings.preset(), settings::training, text, images, device, config.seed());
  }
}
