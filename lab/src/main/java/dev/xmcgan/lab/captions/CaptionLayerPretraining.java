package dev.xmcgan.lab.captions;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.CounterRandom;
import dev.xmcgan.model.layers.Initialisation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.state.Adam;
import dev.xmcgan.model.training.state.FlatTensors;
import java.io.IOException;
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
 * shall give what the captions say, and one of its words what each says of the object it belongs
 * to, as numbers. The readouts are then thrown away.
 *
 * <p>Words, because a region of an image attends to one word of its object, for the most part the
 * colour's, and all that it draws apart from the other regions it draws by that word. The loss is
 * the mean square of the readouts' errors and of the change of sentences, and of the words'
 * directions, from what the network read before, since it knows these. The readouts' rows have a
 * fixed length ({@link LinearProbe}), since a generator does not learn to draw what is hardly
 * shown. A discriminator makes it louder by itself, as it sees at once what it is good for; so of a
 * model with layers, the generator's alone is taught. Not in the paper.
 */
public final class CaptionLayerPretraining implements AutoCloseable {
  private static final double RATE = 2e-3;
  private static final double FALLS_FROM = 0.7;

  /** Of the change of sentences. */
  private static final double CALM = 0.05;

  /** Of the turning of words that a generator draws by. */
  private static final double WORD_CALM = 0.05;

  /** Of the turning of words by a layer that nobody has drawn by yet; more would keep it mute. */
  private static final double FRESH_WORD_CALM = 1e-4;

  /**
   * How far a fact moves a sentence. Those of drawn scenes in the starter's text encoder are some 4
   * from their mean.
   */
  private static final double LOUDNESS = 3;

  /**
   * How far a fact moves a word, as a share of the word's length: attention sees directions alone.
   */
  private static final double WORD_LOUDNESS = 0.5;

  private final Path checkpoint;
  private final ModelConfig config;
  private final CaptionEncoder encoder;
  private final CaptionAttention layer;

  /** What the generator had before, with its layer, if any. */
  private final CaptionAttention known;

  private final LinearProbe sentences;
  private final LinearProbe words;
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
   * @param wordFacts W, numbers of what a word says
   * @param encoder the model's text encoder; stays the caller's
   * @throws CheckpointException when the model's files do not fit
   * @throws IllegalArgumentException when there cannot be so many heads or facts
   */
  public CaptionLayerPretraining(
      Path checkpoint,
      int heads,
      int facts,
      int wordFacts,
      TextEncoder encoder,
      Device device,
      long seed)
      throws IOException {
    this(checkpoint, heads, facts, wordFacts, FrozenEncoders.of(encoder), device, seed);
  }

  CaptionLayerPretraining(
      Path checkpoint,
      int heads,
      int facts,
      int wordFacts,
      FrozenEncoders encoders,
      Device device,
      long seed)
      throws IOException {
    ModelConfig given = CheckpointFiles.readConfig(checkpoint);
    if (heads < 1 || facts < 1 || wordFacts < 1) {
      throw new IllegalArgumentException(
          "heads and facts must be at least 1, not %d, %d and %d"
              .formatted(heads, facts, wordFacts));
    }
    this.checkpoint = checkpoint;
    this.config = given.captionHeads() > 0 ? given : given.withCaptionHeads(heads);
    this.encoder = encoders.captions(config);
    this.known = new CaptionAttention(given.captionHeads(), given.textWidth());
    this.layer = new CaptionAttention(config.captionHeads(), config.textWidth());
    this.manager = NDManager.newBaseManager(device);
    this.before = known(given);
    Map<String, Shape> shapes = new LinkedHashMap<>(layer.parameters());
    this.sentences = new LinearProbe("readout", facts, LOUDNESS);
    this.words = new LinearProbe("word-readout", wordFacts, WORD_LOUDNESS);
    shapes.putAll(sentences.parameters(config.textWidth()));
    shapes.putAll(words.parameters(config.textWidth()));
    this.parameters = new FlatTensors(manager, shapes, first(shapes, seed));
    this.adam = Adam.fresh(manager, parameters);
  }

  /** The layer that the generator has. */
  private Parameters known(ModelConfig given) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      Parameters all = CheckpointFiles.readGenerator(checkpoint, given, scope).parameters();
      Map<String, NDArray> own = new LinkedHashMap<>();
      known.parameters().keySet().forEach(name -> own.put(name, all.get(name)));
      own.values().forEach(tensor -> tensor.attach(manager));
      return Parameters.owning(manager, own);
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
   * @param lessons B of them
   * @param done share of all updates that lie behind, from 0 to 1: the learning rate falls to 0 in
   *     the last three tenths
   * @return the share of facts other than 0 that were read right, with an error below a half
   */
  public double learn(List<CaptionLesson> lessons, double done) {
    try (NDManager scope = manager.newSubManager()) {
      TextBatch given =
          encoder.encode(scope, lessons.stream().map(CaptionLesson::caption).toList());
      TextBatch was = known.read(given, before::get);
      NDArray told = CaptionLesson.facts(lessons, scope); // (B,K)
      NDArray toldOfWords = // (B,T,W)
          CaptionLesson.wordFacts(lessons, given.words().getShape().get(1), scope);
      NDArray asked = toldOfWords.abs().max(new int[] {2}, true).sign(); // (B,T,1)
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        FlatTensors.Tracked tracked = parameters.tracked(scope);
        Map<String, NDArray> tensors = tracked.views().asMap();
        TextBatch now = layer.read(given, tensors::get);
        NDArray error = sentences.read(now.sentence(), tensors).sub(told); // (B,K)
        NDArray change = now.sentence().sub(was.sentence()); // (B,E)
        NDArray directions = Tensors.l2Normalise(now.words(), 2); // (B,T,E)
        NDArray wordError = words.read(directions, tensors).sub(toldOfWords).mul(asked); // (B,T,W)
        NDArray turned = directions.sub(Tensors.l2Normalise(was.words(), 2)); // (B,T,E)
        double wordCalm = known.heads() > 0 ? WORD_CALM : FRESH_WORD_CALM;
        collector.backward(
            error
                .square()
                .mean()
                .add(wordError.square().mean(new int[] {2}).sum().div(asked.sum().maximum(1)))
                .add(Tensors.scale(change.square().mean(), CALM))
                .add(Tensors.scale(turned.square().sum(new int[] {2}).mean(), wordCalm)));
        adam.update(
            parameters, tracked.gradient(), RATE * Math.min(1, (1 - done) / (1 - FALLS_FROM)));
        return (double) (LinearProbe.right(told, error) + LinearProbe.right(toldOfWords, wordError))
            / (LinearProbe.said(told) + LinearProbe.said(toldOfWords));
      }
    }
  }

  /**
   * Writes the model with the layer in its generator, and in a discriminator that had none, as a
   * checkpoint directory of networks alone. What it draws changes a little; it is to be trained on.
   *
   * @throws CheckpointException when the model's files do not fit
   */
  public void write(Path directory) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> taught = new LinkedHashMap<>(parameters.constants(scope).asMap());
      taught.keySet().removeIf(name -> !layer.has(name));
      new TaughtCheckpoint(checkpoint, config, known.heads()).write(directory, taught, scope);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
