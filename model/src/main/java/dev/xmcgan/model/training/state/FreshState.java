package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Parameters;

/** First values of everything training changes, all from one seed. */
public final class FreshState {

  private static final int GENERATOR = 1;
  private static final int DISCRIMINATOR = 2;
  private static final int VECTORS = 3;
  private static final int NOISE = 4;

  private FreshState() {}

  /** A state before the first step; the averaged generator starts as the generator. */
  public static TrainingState create(Networks networks, NDManager manager, long seed) {
    Generator generator = networks.generator();
    DiscriminatorLayout discriminator = networks.discriminator().layout();
    try (Parameters drawn =
            generator.newParameters(manager, CounterRandom.stream(seed, GENERATOR));
        Parameters judging =
            discriminator.initialParameters(manager, CounterRandom.stream(seed, DISCRIMINATOR));
        Parameters vectors =
            discriminator.initialVectors(manager, CounterRandom.stream(seed, VECTORS))) {
      FlatTensors generatorTensors = new FlatTensors(manager, drawn.shapes(), drawn.asMap());
      FlatTensors discriminatorTensors =
          new FlatTensors(manager, judging.shapes(), judging.asMap());
      return new TrainingState(
          generatorTensors,
          new FlatTensors(manager, drawn.shapes(), drawn.asMap()),
          generator.newStatistics(manager),
          new ServingStatistics(generator.newStatistics(manager)),
          discriminatorTensors,
          new FlatTensors(manager, vectors.shapes(), vectors.asMap()),
          Adam.fresh(manager, generatorTensors),
          Adam.fresh(manager, discriminatorTensors),
          new Noise(CounterRandom.stream(seed, NOISE), 0),
          new TrainingState.Progress(0, 0, 0));
    }
  }
}
