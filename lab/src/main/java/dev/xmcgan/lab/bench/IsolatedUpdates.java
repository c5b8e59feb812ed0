package dev.xmcgan.lab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.training.DiscriminatorUpdate;
import dev.xmcgan.model.training.GeneratorUpdate;
import dev.xmcgan.model.training.JointUpdate;
import dev.xmcgan.model.training.TrainingBatch;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingStep;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.Noise;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.Arrays;
import java.util.Optional;

/**
 * The updates of training one by one, on one random batch that stays the same: for measuring what
 * each costs. Not thread-safe.
 */
public final class IsolatedUpdates implements AutoCloseable {

  private final TrainingConfig training;
  private final NDManager manager;
  private final TrainingStep networks;
  private final TrainingState state;
  private final TrainingBatch batch;
  private final NDArray z;

  /**
   * Fresh networks and a random batch of {@code training.batchSize()} full captions.
   *
   * @param words T, tokens of every caption
   */
  public IsolatedUpdates(
      ModelConfig config, TrainingConfig training, int words, Device device, long seed) {
    this.training = training;
    this.manager = NDManager.newBaseManager(device);
    this.networks = new TrainingStep(config);
    this.state = FreshState.create(networks.networks(), manager, seed);
    int size = training.batchSize();
    int edge = config.imageSize();
    int[] lengths = new int[size];
    Arrays.fill(lengths, words);
    this.batch =
        new TrainingBatch(
            uniform(seed, new Shape(size, edge, edge, 3)).transpose(0, 3, 1, 2),
            new TextBatch(
                uniform(seed + 1, new Shape(size, words, config.textWidth())),
                uniform(seed + 2, new Shape(size, config.textWidth())),
                lengths),
            Optional.empty());
    this.z = new Noise(seed, 0).next(manager, size, config.noiseSize());
  }

  /** {@code train_d}: the generator draws, the discriminator is updated. */
  public void discriminator() {
    try (NDManager scope = manager.newSubManager()) {
      DiscriminatorUpdate update =
          networks.discriminatorUpdate(state, batch(scope), view(scope, z), scope);
      update.scalars().readFinite();
      update.apply(state, training);
    }
  }

  /** The generator's update alone, the discriminator as it is; its average follows. */
  public void generator() {
    try (NDManager scope = manager.newSubManager()) {
      GeneratorUpdate update = networks.generatorUpdate(state, batch(scope), view(scope, z), scope);
      update.scalars().readFinite();
      update.apply(state, training);
    }
  }

  /** {@code train_g_d}: both are updated, from the same generated images. */
  public void joint() {
    try (NDManager scope = manager.newSubManager()) {
      JointUpdate update = networks.jointUpdate(state, batch(scope), view(scope, z), scope);
      update.generator().scalars().readFinite();
      update.apply(state, training);
    }
  }

  @Override
  public void close() {
    state.close();
    manager.close();
  }

  /** What is made of the batch goes with the scope. */
  private TrainingBatch batch(NDManager scope) {
    TextBatch text = batch.text();
    return new TrainingBatch(
        view(scope, batch.images()),
        new TextBatch(view(scope, text.words()), view(scope, text.sentence()), text.lengths()),
        Optional.empty());
  }

  private static NDArray view(NDManager scope, NDArray array) {
    NDArray view = array.stopGradient();
    view.attach(scope);
    return view;
  }

  private NDArray uniform(long seed, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) CounterRandom.uniform(seed, i);
    }
    return manager.create(values, shape);
  }
}
