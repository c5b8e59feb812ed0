package dev.xmcgan.lab.training;

import dev.xmcgan.model.losses.LossWeights;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a training's losses consist of. */
final class LossOptions {
  private static final List<String> TERMS = List.of("sentence", "image", "word");
  private static final String NONE = "none";

  @Option(
      names = "--losses",
      split = ",",
      paramLabel = "TERM",
      defaultValue = "sentence,image,word",
      description = "Contrastive losses, or none (default: ${DEFAULT-VALUE}).")
  private List<String> terms;

  @Option(
      names = "--mismatched",
      paramLabel = "WEIGHT",
      description =
          "Of the discriminator's hinge loss on real images with other captions (default: the"
              + " preset's).")
  private Optional<Double> mismatched;

  @Option(
      names = "--energy",
      paramLabel = "WEIGHT",
      description =
          "Of the energy score, which asks that images of one caption differ as real ones do;"
              + " each caption is then drawn twice (default: the preset's).")
  private Optional<Double> energy;

  @Option(
      names = "--assignment",
      paramLabel = "WEIGHT",
      defaultValue = "0",
      description =
          "Of how far a scene is from what the generator draws from the noise that decided what its"
              + " caption leaves open; the discriminator then mostly reads captions that say all of the"
              + " scene (default: ${DEFAULT-VALUE}, and noise decides nothing).")
  private double assignment;

  /** Whether noise is assigned to what is drawn. */
  boolean assigns() {
    return assignment > 0;
  }

  /**
   * The weights, where they are not given the usual ones.
   *
   * @throws IllegalArgumentException naming what is impossible
   */
  LossWeights weights(LossWeights usual) {
    if (!terms.equals(List.of(NONE)) && !TERMS.containsAll(terms)) {
      throw new IllegalArgumentException(
          "--losses takes some of " + TERMS + " or none, not " + terms);
    }
    return new LossWeights(
        terms.contains("sentence") ? usual.sentence() : 0,
        terms.contains("image") ? usual.image() : 0,
        terms.contains("word") ? usual.word() : 0,
        mismatched.orElse(usual.mismatched()),
        usual.distillation(),
        energy.orElse(usual.energy()),
        assignment);
  }
}
