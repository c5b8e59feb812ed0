package dev.xmcgan.lab.ablation;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * One way to train, all else being equal.
 *
 * @param name in tables and of its folder
 * @param group which table it belongs to
 * @param training made of one with the paper's three contrastive losses and no option
 */
record Variant(
    String name,
    Group group,
    SelfModulation modulation,
    HardNegatives hardNegatives,
    UnaryOperator<TrainingConfig> training) {

  /** What is compared with what. */
  enum Group {
    /** The paper's own: its contrastive losses and its self-modulation. */
    PAPER,
    /** What this project offers on top of all of those. */
    OPTIONS
  }

  /** The name of one run. */
  String run(long seed) {
    return String.format(Locale.ROOT, "%s-seed-%d", name, seed);
  }
}
