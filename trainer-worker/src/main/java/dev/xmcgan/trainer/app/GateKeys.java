package dev.xmcgan.trainer.app;

import dev.xmcgan.trainer.gate.GateNetworks;
import dev.xmcgan.trainer.gate.GateSettings;

/** Checks the keys of {@link GateConfig} and makes {@link GateSettings} of them. */
final class GateKeys {
  private GateKeys() {}

  /** The gate's settings, checked; messages name the key. */
  static GateSettings settings(TrainerConfig config) {
    GateConfig gate = config.gate();
    Checks.that(gate.fewestPairs() >= 4, "gate.fewest-pairs", "at least 4", gate.fewestPairs());
    Checks.that(
        gate.images() >= gate.fewestPairs() && gate.images() <= 10_000,
        "gate.images",
        "gate.fewest-pairs to 10000",
        gate.images());
    Checks.that(gate.margin().kid() >= 0, "gate.margin.kid", "0 or more", gate.margin().kid());
    Checks.that(gate.rejections() >= 1, "gate.rejections", "at least 1", gate.rejections());
    Checks.share("gate.margin.shares", gate.margin().shares());
    Checks.share("gate.margin.diversity", gate.margin().diversity());
    return new GateSettings(
        gate.images(),
        gate.fewestPairs(),
        gate.withoutScores(),
        networks(gate),
        new GateSettings.Margins(
            gate.margin().kid(), gate.margin().shares(), gate.margin().diversity()),
        config.windowPairs(),
        config.dataDir().toAbsolutePath().resolve("gate"));
  }

  private static GateNetworks networks(GateConfig gate) {
    gate.imageNetwork().ifPresent(file -> Checks.file("gate.image-network", file));
    gate.captionNetwork().ifPresent(file -> Checks.file("gate.caption-network", file));
    gate.captionTokenizer().ifPresent(file -> Checks.file("gate.caption-tokenizer", file));
    Checks.that(
        gate.captionNetwork().isPresent() == gate.captionTokenizer().isPresent(),
        "gate.caption-tokenizer",
        "given with gate.caption-network",
        gate.captionTokenizer());
    Checks.that(
        gate.captionNetwork().isEmpty() || gate.imageNetwork().isPresent(),
        "gate.image-network",
        "given with gate.caption-network",
        gate.imageNetwork());
    Checks.that(
        gate.imageNetworkSize() >= 1 && gate.imageNetworkSize() <= 4096,
        "gate.image-network-size",
        "1 to 4096",
        gate.imageNetworkSize());
    Checks.that(
        gate.imageNetworkOutput() >= 0,
        "gate.image-network-output",
        "0 or more",
        gate.imageNetworkOutput());
    Checks.that(
        gate.captionTokens() >= 2, "gate.caption-tokens", "at least 2", gate.captionTokens());
    return new GateNetworks(
        gate.imageNetwork()
            .map(
                file ->
                    new GateNetworks.Image(
                        file, gate.imageNetworkSize(), gate.imageNetworkOutput())),
        gate.captionNetwork()
            .map(
                file ->
                    new GateNetworks.Caption(
                        file, gate.captionTokenizer().orElseThrow(), gate.captionTokens())));
  }
}
