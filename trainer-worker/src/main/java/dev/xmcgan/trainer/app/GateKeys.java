package dev.xmcgan.trainer.app;

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
        new GateSettings.Margins(
            gate.margin().kid(), gate.margin().shares(), gate.margin().diversity()),
        config.windowPairs(),
        config.dataDir().toAbsolutePath().resolve("gate"));
  }
}
