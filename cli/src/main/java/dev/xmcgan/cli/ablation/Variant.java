package dev.xmcgan.cli.ablation;

import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.model.training.LossWeights;

/**
 * One way to train, all else being equal.
 *
 * @param name in tables and of its folder
 * @param group which table it belongs to
 */
record Variant(
    String name,
    Group group,
    LossWeights losses,
    SelfModulation modulation,
    Augmentation augmentation,
    HardNegatives hardNegatives,
    int matchingPairs,
    boolean falseCaptions) {

  /** What is compared with what. */
  enum Group {
    /** The paper's own: its contrastive losses and its self-modulation. */
    PAPER,
    /** What this project offers on top of all of those. */
    OPTIONS
  }

  /** A variant that differs from the paper's in which losses count. */
  static Variant losses(String name, LossWeights losses) {
    return new Variant(
        name,
        Group.PAPER,
        losses,
        SelfModulation.ATTENTIONAL,
        Augmentation.none(),
        HardNegatives.none(),
        0,
        false);
  }

  /** The name of one run. */
  String run(long seed) {
    return "%s-seed-%d".formatted(name, seed);
  }

  /** The same under another name with another self-modulation. */
  Variant with(String other, SelfModulation modulated) {
    return new Variant(
        other, group, losses, modulated, augmentation, hardNegatives, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant with(String other, Augmentation augmented) {
    return new Variant(
        other,
        Group.OPTIONS,
        losses,
        modulation,
        augmented,
        hardNegatives,
        matchingPairs,
        falseCaptions);
  }

  /** An option on top of this one. */
  Variant with(String other, HardNegatives alike) {
    return new Variant(
        other,
        Group.OPTIONS,
        losses,
        modulation,
        augmentation,
        alike,
        matchingPairs,
        falseCaptions);
  }

  /** An option on top of this one. */
  Variant withMismatched(String other, double weight) {
    return new Variant(
        other,
        Group.OPTIONS,
        losses.withMismatched(weight),
        modulation,
        augmentation,
        hardNegatives,
        matchingPairs,
        falseCaptions);
  }

  /** An option on top of this one. */
  Variant withMatching(String other, int pairs) {
    return new Variant(
        other,
        Group.OPTIONS,
        losses,
        modulation,
        augmentation,
        hardNegatives,
        pairs,
        falseCaptions);
  }

  /** False captions on top of this one. */
  Variant withFalseCaptions(String other) {
    return new Variant(
        other, Group.OPTIONS, losses, modulation, augmentation, hardNegatives, matchingPairs, true);
  }
}
