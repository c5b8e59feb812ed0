package dev.xmcgan.lab.ablation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.lab.ablation.Variant.Group;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** All variants by name. */
final class Variants {
  private static final double MISMATCHED = 0.5;
  private static final double ENERGY = 50;

  private static final List<Variant> KNOWN =
      List.of(
          // what the paper takes apart: each contrastive loss alone, then together
          losses("none", new LossWeights(0, 0, 0, 0)),
          losses("sentence", new LossWeights(1, 0, 0, 0)),
          losses("word", new LossWeights(0, 0, 1, 0)),
          losses("image", new LossWeights(0, 1, 0, 0)),
          losses("sentence+word", new LossWeights(1, 0, 1, 0)),
          losses("all", LossWeights.official()),
          new Variant(
              "all-plain",
              Group.PAPER,
              SelfModulation.PLAIN,
              HardNegatives.none(),
              UnaryOperator.identity()),
          new Variant(
              "all+hard-negatives",
              Group.OPTIONS,
              SelfModulation.ATTENTIONAL,
              HardNegatives.starter(),
              UnaryOperator.identity()),
          option("all+mismatched", each -> weighed(each, each.losses().withMismatched(MISMATCHED))),
          option(
              "all+matching", each -> each.withMatching(TrainingConfig.starter().matchingPairs())),
          option("all+false-captions", each -> each.withFalseCaptions(true)),
          option("all+energy", each -> weighed(each, each.losses().withEnergy(ENERGY))),
          option("all+colour", each -> augmented(each, "colour")),
          option("all+translation", each -> augmented(each, "translation")),
          option("all+cutout", each -> augmented(each, "cutout")),
          option("all+augmented", each -> augmented(each, "colour,translation,cutout")));

  private Variants() {}

  /** Every variant, in the order of the tables. */
  static List<Variant> all() {
    return KNOWN;
  }

  /** Those named, alone or by their group, in the order of the tables. */
  static List<Variant> named(List<String> names) {
    List<String> unknown =
        names.stream().filter(name -> KNOWN.stream().noneMatch(one -> matches(one, name))).toList();
    if (!unknown.isEmpty()) {
      throw CommandException.usage(
          "--variants: there is no %s, only paper, options and %s"
              .formatted(unknown.get(0), KNOWN.stream().map(Variant::name).toList()));
    }
    return KNOWN.stream().filter(one -> names.stream().anyMatch(n -> matches(one, n))).toList();
  }

  private static boolean matches(Variant variant, String name) {
    return variant.name().equals(name)
        || variant.group().name().toLowerCase(Locale.ROOT).equals(name);
  }

  private static Variant losses(String name, LossWeights losses) {
    return attentional(name, Group.PAPER, each -> weighed(each, losses));
  }

  private static Variant option(String name, UnaryOperator<TrainingConfig> training) {
    return attentional(name, Group.OPTIONS, training);
  }

  private static Variant attentional(
      String name, Group group, UnaryOperator<TrainingConfig> training) {
    return new Variant(name, group, SelfModulation.ATTENTIONAL, HardNegatives.none(), training);
  }

  private static TrainingConfig weighed(TrainingConfig training, LossWeights losses) {
    return training.with(losses, training.augmentation());
  }

  private static TrainingConfig augmented(TrainingConfig training, String kinds) {
    return training.with(training.losses(), Augmentation.parse(kinds));
  }
}
