package dev.xmcgan.model.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.GeneratorOutput;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.losses.WordLoss;
import java.util.List;

/**
 * The arithmetic of one update: losses and gradients from the state, which stays as it is. Paper:
 * algorithm 1; official code: {@code xmc_gan.train_d} and {@code xmc_gan.train_g_d}.
 *
 * <p>The discriminator's loss trains its image encoder on real images only: {@code hinge +
 * word(real) + sentence(real)}. The generator's is {@code −fake + word(fake) + sentence(fake) +
 * image(fake, real)}, and with a pretrained image encoder {@code + image(fake, real)} of its
 * features too. Everything made here belongs to the scope handed in.
 */
final class TrainingStep {

  private final Generator generator;
  private final Discriminator discriminator;

  /** None or one. */
  private final List<PretrainedImageEncoder> imageEncoders;

  TrainingStep(ModelConfig config) {
    this(config, List.of());
  }

  /** The encoders stay the caller's. */
  TrainingStep(ModelConfig config, List<PretrainedImageEncoder> imageEncoders) {
    this.generator = new Generator(config);
    this.discriminator = new Discriminator(config);
    this.imageEncoders = List.copyOf(imageEncoders);
  }

  Generator generator() {
    return generator;
  }

  Discriminator discriminator() {
    return discriminator;
  }

  /** A discriminator update on its own ({@code train_d}): the generator only draws. */
  DiscriminatorUpdate discriminatorUpdate(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    NDArray fake = generator.sample(state.generator().constants(scope), z, batch.text()).image();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      return judge(state, batch, fake, collector, scope);
    }
  }

  /**
   * Simultaneous updates of both ({@code train_g_d}) from one set of generated images; the
   * generator's gradient goes through the discriminator as it was.
   */
  JointUpdate jointUpdate(TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      GeneratorOutput drawn = drawn(state, parameters, batch, z);
      DiscriminatorUpdate judged =
          judge(state, batch, drawn.image().stopGradient(), collector, scope);
      Scalars scalars = new Scalars();
      scalars.putAll(judged.scalars());
      GeneratorUpdate update =
          generatorUpdate(
              new Opponent(judged.weights(), judged.words(), judged.real()),
              parameters,
              drawn,
              batch,
              collector,
              scalars);
      return new JointUpdate(judged, update);
    }
  }

  /** A generator update on its own, against the discriminator as it is. */
  GeneratorUpdate generatorUpdate(
      TrainingState state, TrainingBatch batch, NDArray z, NDManager scope) {
    SpectralWeights weights =
        discriminator.normalise(
            state.discriminator().constants(scope), state.vectors().constants(scope));
    Opponent opponent =
        new Opponent(
            weights,
            new WordLoss(batch.text().words(), batch.text().lengths()),
            discriminator.features(weights, batch.images()));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      FlatTensors.Tracked parameters = state.generator().tracked(scope);
      GeneratorOutput drawn = drawn(state, parameters, batch, z);
      return generatorUpdate(opponent, parameters, drawn, batch, collector, new Scalars());
    }
  }

  /**
   * What the generator is trained against, all constants.
   *
   * @param words the captions' words
   * @param real features of the real images
   */
  private record Opponent(SpectralWeights weights, WordLoss words, ImageFeatures real) {}

  private GeneratorOutput drawn(
      TrainingState state, FlatTensors.Tracked parameters, TrainingBatch batch, NDArray z) {
    return generator.forward(parameters.views(), state.statistics(), z, batch.text(), true);
  }

  private GeneratorUpdate generatorUpdate(
      Opponent opponent,
      FlatTensors.Tracked parameters,
      GeneratorOutput drawn,
      TrainingBatch batch,
      GradientCollector collector,
      Scalars scalars) {
    collector.backward(generatorLoss(opponent, drawn.image(), batch, scalars));
    NDArray gradient = parameters.gradient();
    scalars.put("g_grad_norm", length(gradient));
    return new GeneratorUpdate(gradient, drawn.image(), drawn.statistics(), scalars);
  }

  private DiscriminatorUpdate judge(
      TrainingState state,
      TrainingBatch batch,
      NDArray fake,
      GradientCollector collector,
      NDManager scope) {
    FlatTensors.Tracked parameters = state.discriminator().tracked(scope);
    SpectralWeights weights =
        discriminator.normalise(parameters.views(), state.vectors().constants(scope));
    var halves = discriminator.features(weights, batch.images().concat(fake)).halves();
    ImageFeatures real = halves.get(0);
    NDArray sentences = discriminator.sentenceFeatures(weights, batch.text().sentence());
    NDArray realLogits = discriminator.logits(weights, real.global(), sentences);
    NDArray fakeLogits = discriminator.logits(weights, halves.get(1).global(), sentences);

    WordLoss words = new WordLoss(batch.text().words(), batch.text().lengths());
    NDArray hinge = HingeLoss.ofDiscriminator(realLogits, fakeLogits);
    NDArray word = words.match(real.regions()).loss();
    NDArray sentence = ContrastiveLoss.between(real.global(), sentences).loss();
    NDArray loss = hinge.add(word).add(sentence);
    collector.backward(loss);

    NDArray gradient = parameters.gradient();
    Scalars scalars = new Scalars();
    scalars.put("d_loss", loss);
    scalars.put("d_hinge", hinge);
    scalars.put("real_word_loss", word);
    scalars.put("real_sentence_loss", sentence);
    scalars.put("real_logit", realLogits.mean());
    scalars.put("fake_logit", fakeLogits.mean());
    scalars.put("d_grad_norm", length(gradient));
    return new DiscriminatorUpdate(
        gradient,
        weights.frozen(),
        words,
        real.frozen(),
        realLogits.stopGradient(),
        fakeLogits.stopGradient(),
        scalars);
  }

  private NDArray generatorLoss(
      Opponent opponent, NDArray fake, TrainingBatch batch, Scalars scalars) {
    // frozen weights: this pass costs no gradients of the discriminator's parameters
    SpectralWeights weights = opponent.weights();
    ImageFeatures features = discriminator.features(weights, fake);
    NDArray sentences = discriminator.sentenceFeatures(weights, batch.text().sentence());
    NDArray logits = discriminator.logits(weights, features.global(), sentences);

    NDArray hinge = HingeLoss.ofGenerator(logits);
    NDArray word = opponent.words().match(features.regions()).loss();
    NDArray sentence = ContrastiveLoss.between(features.global(), sentences).loss();
    NDArray image = ContrastiveLoss.between(features.global(), opponent.real().global()).loss();
    NDArray loss = hinge.add(word).add(sentence).add(image);
    for (PretrainedImageEncoder encoder : imageEncoders) {
      NDArray pretrained = encoder.match(fake, batch.images()).loss();
      scalars.put("pretrained_image_loss", pretrained);
      loss = loss.add(pretrained);
    }
    scalars.put("g_loss", loss);
    scalars.put("g_hinge", hinge);
    scalars.put("fake_word_loss", word);
    scalars.put("fake_sentence_loss", sentence);
    scalars.put("image_contrastive_loss", image);
    return loss;
  }

  private static NDArray length(NDArray gradient) {
    return gradient.dot(gradient).sqrt();
  }
}
