package dev.xmcgan.trainer.gate;

import ai.djl.engine.EngineException;
import dev.xmcgan.evaluation.networks.CaptionFeatureNetwork;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptCaptionNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptOptions;
import dev.xmcgan.evaluation.retrieval.NetworkMatch;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The user's networks, loaded and tried once: one that does not take what the gate gives it is
 * refused at the start, not at every candidate.
 */
record LoadedNetworks(
    Optional<ImageFeatureNetwork> images, Optional<CaptionFeatureNetwork> captions)
    implements AutoCloseable {
  private static final int EDGE = 8;

  /**
   * Loads them.
   *
   * @throws IOException naming the file that cannot be read, is no TorchScript or does not fit
   */
  static LoadedNetworks load(GateNetworks networks) throws IOException {
    Optional<ImageFeatureNetwork> images = Optional.empty();
    Optional<CaptionFeatureNetwork> captions = Optional.empty();
    try {
      if (networks.image().isPresent()) {
        images = Optional.of(images(networks.image().get()));
      }
      if (networks.caption().isPresent()) {
        captions = Optional.of(captions(networks.caption().get()));
      }
      LoadedNetworks loaded = new LoadedNetworks(images, captions);
      loaded.tryOut(networks);
      return loaded;
    } catch (IOException | RuntimeException e) {
      new LoadedNetworks(images, captions).close();
      throw e;
    }
  }

  /** Tells whether images fit captions; empty where there is no network of captions. */
  Optional<NetworkMatch> match() {
    return captions.map(network -> new NetworkMatch(images.orElseThrow(), network));
  }

  @Override
  public void close() {
    images.ifPresent(ImageFeatureNetwork::close);
    captions.ifPresent(CaptionFeatureNetwork::close);
  }

  private void tryOut(GateNetworks networks) throws IOException {
    RgbImage black = RgbImage.square(EDGE, new byte[EDGE * EDGE * RgbImage.COLOURS]);
    if (images.isPresent()) {
      try {
        new ImageDescriber(images.get(), 1).describe(List.of(black));
      } catch (EngineException | IllegalArgumentException e) {
        throw new IOException(
            "gate.image-network %s does not take images of %d pixels or has no output %d: %s"
                .formatted(
                    networks.image().orElseThrow().file(),
                    networks.image().orElseThrow().size(),
                    networks.image().orElseThrow().output(),
                    e.getMessage()),
            e);
      }
    }
    if (captions.isPresent()) {
      try {
        match().orElseThrow().rank(List.of("a tree", "a house"), List.of(black, black));
      } catch (EngineException | IllegalArgumentException e) {
        throw new IOException(
            "gate.caption-network %s does not fit gate.image-network: %s"
                .formatted(networks.caption().orElseThrow().file(), e.getMessage()),
            e);
      }
    }
  }

  private static ImageFeatureNetwork images(GateNetworks.Image image) throws IOException {
    return TorchScriptNetwork.load(
        image.file(), TorchScriptOptions.plain(image.size()).withFeatures(image.output()));
  }

  private static CaptionFeatureNetwork captions(GateNetworks.Caption caption) throws IOException {
    return TorchScriptCaptionNetwork.load(caption.file(), caption.tokenizer(), caption.tokens());
  }
}
