package dev.xmcgan.model.training;

import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.losses.LossWeights;

/**
 * How to train, as opposed to what ({@link dev.xmcgan.model.config.ModelConfig}).
 *
 * @param batchSize B, pairs per update, at least 2: a single pair has no negatives
 * @param groupSize pairs that share a pass, batch statistics and negatives; B is a multiple of it,
 *     and the gradients' mean over its groups is applied. As the official code's batch of one
 *     device; memory goes by it and not by B.
 * @param generatorLearningRate Adam's step size for the generator
 * @param discriminatorLearningRate Adam's step size for the discriminator
 * @param discriminatorSteps discriminator updates for each generator update; the last of them is
 *     simultaneous with it and shares its images. With 0 the generator learns without an opponent,
 *     from assignment or energy score alone, at half the cost
 * @param matchingPairs pairs of one more discriminator update at the start of each iteration, on
 *     real images alone, at least 2; 0 for none. It teaches the discriminator which image fits
 *     which caption, which is all that the contrastive losses can pass on to the generator, and
 *     costs little, since nothing is generated. Not in the paper.
 * @param falseCaptions whether each image is also set against its own caption made false ({@code
 *     below} for {@code above}, two colours exchanged), as one more negative of the sentence and
 *     word losses of both networks, and as the mismatched pair. Not in the paper.
 * @param flips whether real images are mirrored, each by an even chance, as the official code does;
 *     for captions that do not say left or right
 * @param emaDecay how much of the averaged generator stays at each update, in [0,1)
 * @param emaWarmUp whether the average starts quickly: {@code min(emaDecay, (1 + t) / (10 + t))}
 * @param statisticsEvery after how many updates the averaged generator draws a batch, towards whose
 *     statistics its own then move as slowly as its weights do, until another training goes on from
 *     the weights and keeps them; 0 saves the live generator's instead, as the official code does
 * @param losses how much each loss term counts
 * @param augmentation how images are changed before the discriminator looks at them
 */
public record TrainingConfig(
    int batchSize,
    int groupSize,
    double generatorLearningRate,
    double discriminatorLearningRate,
    int discriminatorSteps,
    int matchingPairs,
    boolean falseCaptions,
    boolean flips,
    double emaDecay,
    boolean emaWarmUp,
    int statisticsEvery,
    LossWeights losses,
    Augmentation augmentation) {

  /** While the average is young it is looked at more often: every (1 + t / this) updates. */
  private static final long YOUNG = 128;

  private static final int MOST_MATCHING_PAIRS = 4096;

  /** What a device gets of a batch: 56 pairs are shared by seven. */
  private static final int OFFICIAL_GROUP = 8;

  private static final int STARTER_MATCHING = 32;
  private static final double STARTER_MISMATCHED = 0.5;
  private static final double STARTER_DISTILLATION = 10;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is impossible
   */
  public TrainingConfig {
    require(batchSize >= 2, "batchSize must be at least 2", batchSize);
    require(groupSize >= 2, "groupSize must be at least 2", groupSize);
    require(
        batchSize % groupSize == 0,
        "groupSize must divide batchSize, which is %d".formatted(batchSize),
        groupSize);
    requireRate("generatorLearningRate", generatorLearningRate);
    requireRate("discriminatorLearningRate", discriminatorLearningRate);
    require(
        discriminatorSteps >= 0 && discriminatorSteps <= 100,
        "discriminatorSteps must be from 0 to 100",
        discriminatorSteps);
    require(
        matchingPairs == 0 || matchingPairs >= 2 && matchingPairs <= MOST_MATCHING_PAIRS,
        "matchingPairs must be 0, or from 2 to " + MOST_MATCHING_PAIRS,
        matchingPairs);
    require(emaDecay >= 0 && emaDecay < 1, "emaDecay must be in [0,1)", emaDecay);
    require(
        statisticsEvery >= 0 && statisticsEvery <= 1000,
        "statisticsEvery must be from 0 to 1000",
        statisticsEvery);
    require(losses != null, "losses must be given", losses);
    require(augmentation != null, "augmentation must be given", augmentation);
    require(
        discriminatorSteps > 0 || matchingPairs == 0 && losses.assignment() + losses.energy() > 0,
        "discriminatorSteps must be above 0 without assignment and energy score, or with"
            + " matchingPairs",
        discriminatorSteps);
    require(
        matchingPairs == 0 || losses.sentence() + losses.word() + losses.mismatched() > 0,
        "matchingPairs must be 0 where sentence, word and mismatched losses are",
        matchingPairs);
  }

  /** With the paper's losses and updates, images as they are, each batch one group. */
  public TrainingConfig(
      int batchSize,
      double generatorLearningRate,
      double discriminatorLearningRate,
      int discriminatorSteps,
      double emaDecay,
      boolean emaWarmUp,
      int statisticsEvery) {
    this(
        batchSize,
        batchSize,
        generatorLearningRate,
        discriminatorLearningRate,
        discriminatorSteps,
        0,
        false,
        false,
        emaDecay,
        emaWarmUp,
        statisticsEvery,
        LossWeights.official(),
        Augmentation.none());
  }

  /** The same with other losses and augmentation. */
  public TrainingConfig with(LossWeights otherLosses, Augmentation otherAugmentation) {
    return changed(groupSize, matchingPairs, falseCaptions, flips, otherLosses, otherAugmentation);
  }

  /** The same with real images mirrored or not. */
  public TrainingConfig withFlips(boolean mirrored) {
    return changed(groupSize, matchingPairs, falseCaptions, mirrored, losses, augmentation);
  }

  /**
   * The same with batches worked through in groups.
   *
   * @param size pairs of a group
   */
  public TrainingConfig withGroups(int size) {
    return changed(size, matchingPairs, falseCaptions, flips, losses, augmentation);
  }

  /** The same with another number of pairs on which the discriminator learns to match. */
  public TrainingConfig withMatching(int pairs) {
    return changed(groupSize, pairs, falseCaptions, flips, losses, augmentation);
  }

  /** The same with learning rates that are so much of what they were. */
  public TrainingConfig atRate(double factor) {
    return new TrainingConfig(
        batchSize,
        groupSize,
        factor * generatorLearningRate,
        factor * discriminatorLearningRate,
        discriminatorSteps,
        matchingPairs,
        falseCaptions,
        flips,
        emaDecay,
        emaWarmUp,
        statisticsEvery,
        losses,
        augmentation);
  }

  /** The same with or without false captions. */
  public TrainingConfig withFalseCaptions(boolean used) {
    return changed(groupSize, matchingPairs, used, flips, losses, augmentation);
  }

  private TrainingConfig changed(
      int otherGroupSize,
      int pairs,
      boolean madeFalse,
      boolean mirrored,
      LossWeights otherLosses,
      Augmentation otherAugmentation) {
    return new TrainingConfig(
        batchSize,
        otherGroupSize,
        generatorLearningRate,
        discriminatorLearningRate,
        discriminatorSteps,
        pairs,
        madeFalse,
        mirrored,
        emaDecay,
        emaWarmUp,
        statisticsEvery,
        otherLosses,
        otherAugmentation);
  }

  /** For the small preset on few pairs and a CPU. */
  public static TrainingConfig starter() {
    return new TrainingConfig(16, 5e-4, 8e-4, 1, 0.999, true, 8)
        .with(
            LossWeights.official()
                .withMismatched(STARTER_MISMATCHED)
                .withDistillation(STARTER_DISTILLATION),
            Augmentation.none())
        .withMatching(STARTER_MATCHING);
  }

  /** The paper's and the official code's values. */
  public static TrainingConfig official() {
    return new TrainingConfig(256, 1e-4, 4e-4, 2, 0.999, false, 0).withGroups(OFFICIAL_GROUP);
  }

  /** Pairs that one iteration reads: those to match, and B for each other discriminator update. */
  public int examplesPerStep() {
    return matchingPairs + batchSize * Math.max(1, discriminatorSteps);
  }

  /** The average's decay at its update number t, counted from 0. */
  double emaDecayAt(long t) {
    return emaWarmUp ? Math.min(emaDecay, (1.0 + t) / (10.0 + t)) : emaDecay;
  }

  /** Whether the averaged generator's statistics move after its update number t, from 0. */
  boolean statisticsAreDueAt(long t) {
    return statisticsEvery > 0 && (t + 1) % statisticsSpacing(t) == 0;
  }

  /** Share of the statistics that stays then: what stays of the weights since the last time. */
  double statisticsKeptAt(long t) {
    double kept = 1;
    for (long i = Math.max(0, t + 1 - statisticsSpacing(t)); i <= t; i++) {
      kept *= emaDecayAt(i);
    }
    return kept;
  }

  private long statisticsSpacing(long t) {
    return Math.min(statisticsEvery, 1 + t / YOUNG);
  }

  private static void requireRate(String name, double rate) {
    require(rate > 0 && rate < 1, name + " must be in (0,1)", rate);
  }

  private static void require(boolean condition, String message, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(message + ", not " + value);
    }
  }
}
