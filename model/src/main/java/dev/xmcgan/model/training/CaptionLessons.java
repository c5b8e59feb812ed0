package dev.xmcgan.model.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Teaches a layer that reads captions ({@link CaptionAttention}) what captions say: a fresh one,
 * added to both networks of a trained model, or the one that its generator has. A small frozen
 * encoder has in its embeddings which words there are; which of them belong together and what is
 * said by their order no linear layer reads from these (of "a red circle left of a blue square",
 * that red is left: right for .50 of unseen captions), and neither network finds it out beside
 * images. So the layer is taught from captions alone: a linear readout of the sentences it makes
 * shall give what the captions say, as numbers. The readout is then thrown away.
 *
 * <p>The loss is the mean square of the readout's error and of the change of sentences from what
 * the network read before, since it knows these. The readout's rows have a fixed length, so that
 * what is to be read must be loud: a long row would read what a sentence hardly shows, and a
 * generator does not learn to draw that. A discriminator makes it louder by itself, as it sees at
 * once what it is good for; so of a model with layers, the generator's alone is taught. Not in the
 * paper.
 */
public final class CaptionLessons implements AutoCloseable {
  private static final double RATE = 2e-3;
  private static final double FALLS_FROM = 0.7;

  /** Of the change of sentences. */
  private static final double CALM = 0.05;

  /**
   * How far a fact moves a sentence. Those of drawn scenes in the starter's text encoder are some 4
   * from their mean.
   */
  private static final double LOUDNESS = 3;

  private static final String READOUT = "readout";

  private final Path checkpoint;
  private final ModelConfig config;
  private final CaptionEncoder encoder;
  private final CaptionAttention layer;

  /** What the generator had before, with its layer, if any. */
  private final CaptionAttention known;

  private final Parameters before;
  private final NDManager manager;
  private final FlatTensors parameters;
  private final Adam adam;

  /**
   * Begins with the generator's layer, or a fresh one.
   *
   * @param checkpoint directory of the model that the layer is for
   * @param heads of a fresh layer, at least 1; one that is there keeps its own
   * @param facts K, numbers of what a caption says
   * @param encoder the model's text encoder; stays the caller's
   * @throws CheckpointException when the model's files do not fit
   * @throws IllegalArgumentException when there cannot be so many heads or facts
   */
  public CaptionLessons(
      Path checkpoint, int heads, int facts, TextEncoder encoder, Device device, long seed)
      throws IOException {
    this(checkpoint, heads, facts, FrozenEncoders.of(encoder), device, seed);
  }

  CaptionLessons(
      Path checkpoint, int heads, int facts, FrozenEncoders encoders, Device device, long seed)
      throws IOException {
    ModelConfig given = CheckpointFiles.readConfig(checkpoint);
    if (heads < 1 || facts < 1) {
      throw new IllegalArgumentException(
          "heads and facts must be at least 1, not " + heads + " and " + facts);
    }
    this.checkpoint = checkpoint;
    this.config = given.captionHeads() > 0 ? given : given.withCaptionHeads(heads);
    this.encoder = encoders.captions(config);
    this.known = new CaptionAttention(given.captionHeads(), given.textWidth());
    this.layer = new CaptionAttention(config.captionHeads(), config.textWidth());
    this.manager = NDManager.newBaseManager(device);
    this.before = generator(checkpoint, given, manager);
    Map<String, Shape> shapes = new LinkedHashMap<>(layer.parameters());
    shapes.put(READOUT + "/weight", new Shape(facts, config.textWidth()));
    shapes.put(READOUT + "/bias", new Shape(facts));
    this.parameters = new FlatTensors(manager, shapes, first(shapes, seed));
    this.adam = Adam.fresh(manager, parameters);
  }

  private static Parameters generator(Path checkpoint, ModelConfig config, NDManager manager)
      throws IOException {
    try {
      return CheckpointFiles.readGenerator(checkpoint, config, manager).parameters();
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private Map<String, NDArray> first(Map<String, Shape> shapes, long seed) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    long number = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      String name = entry.getKey();
      long stream = CounterRandom.stream(seed, number++);
      tensors.put(name, known.has(name) ? before.get(name) : fresh(name, entry.getValue(), stream));
    }
    return tensors;
  }

  private NDArray fresh(String name, Shape shape, long stream) {
    // zero would be right beside trained networks, but is a slow start here
    return name.equals(CaptionAttention.OUT + "/weight")
        ? Initialisation.glorotNormal(manager, shape, stream)
        : CaptionAttention.first(manager, name, shape, stream);
  }

  /**
   * One update.
   *
   * @param captions B of them
   * @param facts (B,K), what they say
   * @param done share of all updates that lie behind, from 0 to 1: the learning rate falls to 0 in
   *     the last three tenths
   * @return the share of facts other than 0 that were read right, with an error below a half
   */
  public double learn(List<String> captions, float[][] facts, double done) {
    try (NDManager scope = manager.newSubManager()) {
      TextBatch given = encoder.encode(scope, captions);
      NDArray sentencesBefore = known.read(given, before::get).sentence(); // (B,E)
      NDArray told = scope.create(facts);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        FlatTensors.Tracked tracked = parameters.tracked(scope);
        Map<String, NDArray> tensors = tracked.views().asMap();
        NDArray sentences = layer.read(given, tensors::get).sentence();
        NDArray rows =
            Tensors.scale(Tensors.l2Normalise(tensors.get(READOUT + "/weight"), 1), 1 / LOUDNESS);
        NDArray error =
            Tensors.dense(sentences, rows, tensors.get(READOUT + "/bias")).sub(told); // (B,K)
        NDArray change = sentences.sub(sentencesBefore); // (B,E)
        collector.backward(error.square().mean().add(Tensors.scale(change.square().mean(), CALM)));
        adam.update(
            parameters, tracked.gradient(), RATE * Math.min(1, (1 - done) / (1 - FALLS_FROM)));
        return right(told, error);
      }
    }
  }

  private static double right(NDArray told, NDArray error) {
    NDArray said = told.neq(0);
    long right = said.logicalAnd(error.abs().lt(0.5f)).sum().getLong();
    return right / (double) said.sum().getLong();
  }

  /**
   * Writes the model with the layer in its generator, and in a discriminator that had none, as a
   * checkpoint directory of networks alone. What it draws changes a little; it is to be trained on.
   *
   * @throws CheckpointException when the model's files do not fit
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (NDManager scope = manager.newSubManager()) {
      TrainingStep networks = new TrainingStep(config.withCaptionHeads(known.heads()));
      StateFiles files = new StateFiles(networks, scope);
      TrainingState state = files.read(checkpoint, 0);
      Map<String, NDArray> taught = new LinkedHashMap<>(parameters.constants(scope).asMap());
      taught.keySet().removeIf(name -> !layer.has(name));

      Parameters statistics = new Parameters(scope);
      files.readServing(checkpoint).forEach(statistics::put);
      Map<String, NDArray> drawing = new LinkedHashMap<>(state.average().constants(scope).asMap());
      drawing.putAll(taught);
      Parameters generator = Parameters.owning(scope, drawing);
      CheckpointFiles.writeGenerator(directory, generator, statistics);

      Map<String, NDArray> discriminator =
          new LinkedHashMap<>(state.discriminator().constants(scope).asMap());
      taught.forEach(discriminator::putIfAbsent);
      discriminator.putAll(state.vectors().constants(scope).asMap());
      SafeTensors.write(directory.resolve(CheckpointFiles.DISCRIMINATOR), discriminator, Map.of());
    }
    CheckpointFiles.writeConfig(directory, config);
  }

  @Override
  public void close() {
    manager.close();
  }
}
