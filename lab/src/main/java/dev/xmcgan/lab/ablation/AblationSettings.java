package dev.xmcgan.lab.ablation;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.training.TrainingConfig;

/**
 * What is the same for all runs of one comparison.
 *
 * @param steps of training, from random weights
 * @param batch B, pairs per update
 * @param width of both networks, gf = df
 * @param pairs scenes to learn from
 * @param images held-out captions to draw
 */
record AblationSettings(long steps, int batch, int width, int pairs, int images) {

  /** The networks of a variant, in what is not asked for the paper's. */
  ModelConfig model(Variant variant) {
    return ModelConfig.starter64()
        .with(Upsampling.NEAREST)
        .withPixelNoise(false)
        .with(variant.modulation())
        .withWidths(width, width);
  }

  /** How a variant is trained. */
  TrainingConfig training(Variant variant) {
    TrainingConfig usual = TrainingConfig.starter();
    return variant
        .training()
        .apply(
            new TrainingConfig(
                batch,
                usual.generatorLearningRate(),
                usual.discriminatorLearningRate(),
                usual.discriminatorSteps(),
                usual.emaDecay(),
                usual.emaWarmUp(),
                usual.statisticsEvery()));
  }
}
