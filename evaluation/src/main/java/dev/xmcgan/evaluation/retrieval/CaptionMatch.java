package dev.xmcgan.evaluation.retrieval;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.Discriminator;
import dev.xmcgan.model.discriminator.ImageFeatures;
import dev.xmcgan.model.discriminator.SpectralWeights;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.WordLoss;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well images fit their captions in the eyes of a checkpoint's discriminator, which stays as it
 * is: by image and sentence, and by regions and words (paper, equations 2 to 6). It sees what it
 * was trained to tell apart, and nothing in what it was never shown; a generator that was trained
 * against it may have learned its blind spots. Owns its weights; close it. Not thread-safe.
 */
public final class CaptionMatch implements AutoCloseable {
  private final String id;
  private final ModelConfig config;
  private final Discriminator discriminator;
  private final SpectralWeights weights;
  private final TextEncoder encoder;
  private final NDManager manager;

  /**
   * For each image the share of the other captions around it that fit it less well than its own: 1
   * where its own fits best, 0.5 on average by chance.
   *
   * @param sentences by whole image and sentence
   * @param words by regions and words
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to statistics as they are
  public record Ranks(double[] sentences, double[] words) {}

  private CaptionMatch(
      String id,
      ModelConfig config,
      Discriminator discriminator,
      SpectralWeights weights,
      TextEncoder encoder,
      NDManager manager) {
    this.id = id;
    this.config = config;
    this.discriminator = discriminator;
    this.weights = weights;
    this.encoder = encoder;
    this.manager = manager;
  }

  /**
   * Loads {@code config.json} and {@code discriminator.safetensors} of a checkpoint.
   *
   * @param encoder the text encoder that it was trained with; stays the caller's
   * @throws IOException when they are missing or do not fit
   */
  public static CaptionMatch load(Path directory, TextEncoder encoder, Device device)
      throws IOException {
    ModelConfig config = CheckpointFiles.readConfig(directory);
    Discriminator discriminator = new Discriminator(config);
    Path file = directory.resolve(CheckpointFiles.DISCRIMINATOR);
    Map<String, Shape> kernels = discriminator.layout().parameterShapes();
    Map<String, Shape> vectors = discriminator.layout().vectorShapes();
    Map<String, Shape> expected = new LinkedHashMap<>(kernels);
    expected.putAll(vectors);
    NDManager manager = NDManager.newBaseManager(device);
    try {
      Map<String, NDArray> tensors = CheckpointFiles.readExactly(file, expected, manager);
      SafeTensors.requireFinite(file, tensors);
      SpectralWeights weights =
          discriminator.normalise(only(kernels, tensors, manager), only(vectors, tensors, manager));
      String id = "discriminator:" + SourceHash.of(Files.readAllBytes(file));
      return new CaptionMatch(id, config, discriminator, weights, encoder, manager);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Name and hash of the weights, for protocols. */
  public String id() {
    return id;
  }

  /**
   * Ranks captions.
   *
   * @param captions two or more
   * @param images one for each, of any size
   */
  public Ranks rank(List<String> captions, List<RgbImage> images) {
    int count = captions.size();
    if (count < 2 || images.size() != count) {
      throw new IllegalArgumentException(
          "captions cannot be ranked for %d of them and %d images".formatted(count, images.size()));
    }
    double[] sentences = new double[count];
    double[] words = new double[count];
    CaptionRanks.inBlocks(
        count,
        (from, to) ->
            rank(captions.subList(from, to), images.subList(from, to), from, sentences, words));
    return new Ranks(sentences, words);
  }

  @Override
  public void close() {
    manager.close();
  }

  private void rank(
      List<String> captions, List<RgbImage> images, int at, double[] sentences, double[] words) {
    try (NDManager scope = manager.newSubManager()) {
      TextBatch text =
          discriminator.read(
              weights, encoder.encode(scope, captions, config.maxWords(), config.pooling()));
      ImageFeatures seen = discriminator.features(weights, pixels(images, scope));
      NDArray bySentence =
          ContrastiveLoss.between(
                  seen.global(), discriminator.sentenceFeatures(weights, text.sentence()))
              .similarities(); // (B,B), an image a row
      NDArray byWord =
          new WordLoss(text.words(), text.lengths()).match(seen.regions()).similarities();
      CaptionRanks.put(values(bySentence), captions, at, sentences);
      CaptionRanks.put(values(byWord), captions, at, words);
    }
  }

  private static float[] values(NDArray similarities) {
    return similarities.toType(DataType.FLOAT32, false).toFloatArray();
  }

  private NDArray pixels(List<RgbImage> images, NDManager scope) {
    int edge = config.imageSize();
    Shape shape = new Shape(images.size(), RgbImage.COLOURS, edge, edge);
    return Tensors.toChannelsLast(scope.create(BicubicResize.planes(images, edge), shape));
  }

  private static Parameters only(
      Map<String, Shape> names, Map<String, NDArray> tensors, NDManager manager) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    names.keySet().forEach(name -> found.put(name, tensors.get(name)));
    return Parameters.owning(manager, found);
  }
}
