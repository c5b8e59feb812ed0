package dev.xmcgan.lab.ablation;

import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.losses.LossWeights;
import java.util.Locale;

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
    return String.format(Locale.ROOT, "%s-seed-%d", name, seed);
  }

  /** The same under another name with another self-modulation. */
  Variant with(String other, SelfModulation modulated) {
    return new Variant(
        other, group, losses, modulated, augmentation, hardNegatives, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant with(String other, Augmentation augmented) {
    return option(other, losses, augmented, hardNegatives, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant with(String other, HardNegatives alike) {
    return option(other, losses, augmentation, alike, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant withMismatched(String other, double weight) {
    LossWeights weighted = losses.withMismatched(weight);
    return option(other, weighted, augmentation, hardNegatives, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant withEnergy(String other, double weight) {
    LossWeights weighted = losses.withEnergy(weight);
    return option(other, weighted, augmentation, hardNegatives, matchingPairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant withMatching(String other, int pairs) {
    return option(other, losses, augmentation, hardNegatives, pairs, falseCaptions);
  }

  /** An option on top of this one. */
  Variant withFalseCaptions(String other) {
    return option(other, losses, augmentation, hardNegatives, matchingPairs, true);
  }

  private Variant option(
      String other,
      LossWeights weights,
      Augmentation augmented,
      HardNegatives alike,
      int pairs,
      boolean madeFalse) {
    return new Variant(
        other, Group.OPTIONS, weights, modulation, augmented, alike, pairs, madeFalse);
  }
}
