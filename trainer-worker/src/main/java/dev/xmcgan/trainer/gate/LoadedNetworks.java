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
import dev.xmcgan.trainer.config.GateConfig;
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
  static LoadedNetworks load(GateConfig config) throws IOException {
    Optional<ImageFeatureNetwork> images = Optional.empty();
    Optional<CaptionFeatureNetwork> captions = Optional.empty();
    try {
      if (config.imageNetwork().isPresent()) {
        images = Optional.of(images(config));
      }
      if (config.captionNetwork().isPresent()) {
        captions = Optional.of(captions(config));
      }
      LoadedNetworks loaded = new LoadedNetworks(images, captions);
      loaded.tryOut(config);
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

  private void tryOut(GateConfig config) throws IOException {
    RgbImage black = RgbImage.square(EDGE, new byte[EDGE * EDGE * RgbImage.COLOURS]);
    if (images.isPresent()) {
      try {
        new ImageDescriber(images.get(), 1).describe(List.of(black));
      } catch (EngineException | IllegalArgumentException e) {
        throw new IOException(
            "gate.image-network %s does not take images of %d pixels or has no output %d: %s"
                .formatted(
                    config.imageNetwork().orElseThrow(),
                    config.imageNetworkSize(),
                    config.imageNetworkOutput(),
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
                .formatted(config.captionNetwork().orElseThrow(), e.getMessage()),
            e);
      }
    }
  }

  private static ImageFeatureNetwork images(GateConfig config) throws IOException {
    return TorchScriptNetwork.load(
        config.imageNetwork().orElseThrow(),
        TorchScriptOptions.plain(config.imageNetworkSize())
            .withFeatures(config.imageNetworkOutput()));
  }

  private static CaptionFeatureNetwork captions(GateConfig config) throws IOException {
    return TorchScriptCaptionNetwork.load(
        config.captionNetwork().orElseThrow(),
        config.captionTokenizer().orElseThrow(),
        config.captionTokens());
  }
}
