package dev.xmcgan.lab.ablation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.TrainingConfig;
import java.util.List;
import java.util.Locale;

/** All variants by name. */
final class Variants {
  private static final Variant ALL = Variant.losses("all", LossWeights.official());

  private static final List<Variant> KNOWN =
      List.of(
          // what the paper takes apart: each contrastive loss alone, then together
          Variant.losses("none", new LossWeights(0, 0, 0, 0)),
          Variant.losses("sentence", new LossWeights(1, 0, 0, 0)),
          Variant.losses("word", new LossWeights(0, 0, 1, 0)),
          Variant.losses("image", new LossWeights(0, 1, 0, 0)),
          Variant.losses("sentence+word", new LossWeights(1, 0, 1, 0)),
          ALL,
          ALL.with("all-plain", SelfModulation.PLAIN),
          ALL.with("all+hard-negatives", HardNegatives.starter()),
          ALL.withMismatched("all+mismatched", 0.5),
          ALL.withMatching("all+matching", TrainingConfig.starter().matchingPairs()),
          ALL.withFalseCaptions("all+false-captions"),
          ALL.withEnergy("all+energy", 50),
          ALL.with("all+colour", Augmentation.parse("colour")),
          ALL.with("all+translation", Augmentation.parse("translation")),
          ALL.with("all+cutout", Augmentation.parse("cutout")),
          ALL.with("all+augmented", Augmentation.parse("colour,translation,cutout")));

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
}
