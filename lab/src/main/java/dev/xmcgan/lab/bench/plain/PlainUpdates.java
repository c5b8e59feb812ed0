package dev.xmcgan.lab.bench.plain;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.lab.bench.BenchmarkShape;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.HingeLoss;
import dev.xmcgan.model.losses.InfoNce;
import dev.xmcgan.model.text.TextBatch;
import java.util.Arrays;
import java.util.Map;

/** Drawing and both updates with the plain networks: an optimiser step for each tensor. */
public final class PlainUpdates implements AutoCloseable {
  private static final float FIRST_DECAY = 0.5f;
  private static final float SECOND_DECAY = 0.999f;
  private static final double EMA = 0.999;
  private static final float RATE = 1e-4f;

  private final NDManager manager;
  private final PlainGenerator generator;
  private final PlainDiscriminator discriminator;
  private final Network drawing;
  private final Network judging;
  private final Parameters statistics;
  private final Parameters average;
  private final Parameters vectors;
  private final NDArray z;
  private final NDArray images;
  private final TextBatch text;

  /** One network with its optimiser's moments. */
  private record Network(Parameters values, Parameters mean, Parameters variance) {

    static Network of(NDManager manager, Parameters values) {
      return new Network(values, zeros(manager, values), zeros(manager, values));
    }

    private static Parameters zeros(NDManager manager, Parameters like) {
      Parameters zeros = new Parameters(manager);
      like.shapes().forEach((name, shape) -> zeros.put(name, manager.zeros(shape)));
      return zeros;
    }

    Parameters constants(NDManager scope) {
      Parameters constants = new Parameters(scope);
      values.asMap().forEach((name, value) -> constants.put(name, value.stopGradient()));
      return constants;
    }

    Parameters leaves(NDManager scope) {
      Parameters leaves = constants(scope);
      leaves.requireGradients(true);
      return leaves;
    }

    void adam(Parameters leaves) {
      values
          .asMap()
          .forEach(
              (name, value) -> {
                try (NDArray gradient = leaves.get(name).getGradient()) {
                  value
                      .getNDArrayInternal()
                      .adamUpdate(
                          new NDList(value, gradient, mean.get(name), variance.get(name)),
                          new NDList(value),
                          RATE,
                          RATE,
                          0f,
                          1f,
                          -1f,
                          FIRST_DECAY,
                          SECOND_DECAY,
                          1e-8f,
                          false,
                          false);
                }
              });
    }
  }

  /** Fresh networks and a random batch of full captions. */
  public PlainUpdates(BenchmarkShape shape, Device device, long seed) {
    this.manager = NDManager.newBaseManager(device);
    this.generator = new PlainGenerator(shape.config());
    DiscriminatorLayout layout = DiscriminatorLayout.of(shape.config());
    this.discriminator = new PlainDiscriminator(layout);
    Generator ours = new Generator(shape.config());
    this.drawing = Network.of(manager, ours.newParameters(manager, seed));
    this.judging = Network.of(manager, layout.initialParameters(manager, seed));
    this.statistics = ours.newStatistics(manager);
    this.average = drawing.values().copy(manager);
    this.vectors = layout.initialVectors(manager, seed);
    long batch = shape.batch();
    long edge = shape.config().imageSize();
    long width = shape.config().textWidth();
    this.z = manager.randomNormal(new Shape(batch, shape.config().noiseSize()));
    this.images =
        manager.randomUniform(0, 1, new Shape(batch, edge, edge, 3)).transpose(0, 3, 1, 2);
    int[] lengths = new int[shape.batch()];
    Arrays.fill(lengths, shape.words());
    this.text =
        new TextBatch(
            manager.randomNormal(new Shape(batch, shape.words(), width)),
            manager.randomNormal(new Shape(batch, width)),
            lengths);
  }

  /** A batch in evaluation. */
  public void draw() {
    try (NDManager scope = manager.newSubManager()) {
      scoped(scope, drawing.constants(scope), false).getFloat(0, 0, 0, 0);
    }
  }

  /** The discriminator's update; the generator only draws. */
  public void discriminator() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray fake = scoped(scope, drawing.constants(scope), true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Parameters leaves = judging.leaves(scope);
        Map<String, NDArray> kernels = discriminator.normalised(leaves, views(scope, vectors));
        long batch = fake.getShape().get(0);
        PlainDiscriminator.Features features =
            discriminator.features(kernels, leaves, scopedImages(scope).concat(fake));
        NDList global = features.global().split(new long[] {batch}, 0);
        NDArray realRegions = features.regions().split(new long[] {batch}, 0).get(0);
        NDArray sentences = discriminator.sentences(kernels, leaves, sentence(scope));
        NDArray hinge =
            HingeLoss.ofDiscriminator(
                discriminator.logits(kernels, leaves, global.get(0), sentences),
                discriminator.logits(kernels, leaves, global.get(1), sentences));
        NDArray word = new InfoNce(PlainLosses.scores(realRegions, words(scope))).loss();
        NDArray sentence = ContrastiveLoss.between(global.get(0), sentences).loss();
        NDArray loss = hinge.add(word).add(sentence);
        collector.backward(loss);
        loss.getFloat();
        judging.adam(leaves);
      }
    }
  }

  /** The generator's update and its average's. */
  public void generator() {
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        Parameters leaves = drawing.leaves(scope);
        NDArray fake = scoped(scope, leaves, true);
        Parameters fixed = judging.constants(scope);
        Map<String, NDArray> kernels = discriminator.normalised(fixed, views(scope, vectors));
        long batch = fake.getShape().get(0);
        PlainDiscriminator.Features features =
            discriminator.features(kernels, fixed, scopedImages(scope).concat(fake));
        NDList global = features.global().split(new long[] {batch}, 0);
        NDArray fakeRegions = features.regions().split(new long[] {batch}, 0).get(1);
        NDArray sentences = discriminator.sentences(kernels, fixed, sentence(scope));
        NDArray hinge =
            HingeLoss.ofGenerator(discriminator.logits(kernels, fixed, global.get(1), sentences));
        NDArray word = new InfoNce(PlainLosses.scores(fakeRegions, words(scope))).loss();
        NDArray loss =
            hinge
                .add(word)
                .add(ContrastiveLoss.between(global.get(1), sentences).loss())
                .add(ContrastiveLoss.between(global.get(1), global.get(0)).loss());
        collector.backward(loss);
        loss.getFloat();
        drawing.adam(leaves);
        average.moveTowards(drawing.values(), EMA);
      }
    }
  }

  private NDArray scoped(NDManager scope, Parameters parameters, boolean training) {
    NDArray noise = view(scope, z);
    TextBatch scoped = new TextBatch(words(scope), sentence(scope), text.lengths());
    return generator.draw(parameters, statistics, noise, scoped, training);
  }

  private NDArray scopedImages(NDManager scope) {
    return view(scope, images);
  }

  private NDArray words(NDManager scope) {
    return view(scope, text.words());
  }

  private NDArray sentence(NDManager scope) {
    return view(scope, text.sentence());
  }

  private static Parameters views(NDManager scope, Parameters parameters) {
    Parameters views = new Parameters(scope);
    parameters.asMap().forEach((name, value) -> views.put(name, value.stopGradient()));
    return views;
  }

  /** The same array, whose results belong to the scope. */
  private static NDArray view(NDManager scope, NDArray array) {
    NDArray view = array.stopGradient();
    view.attach(scope);
    return view;
  }

  @Override
  public void close() {
    manager.close();
  }
}
