package dev.xmcgan.evaluation.judge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what is on images of drawn scenes: background, objects, where they are; and gives features
 * for distances. Owns its weights; close it. Not thread-safe.
 */
public final class SceneJudge implements AutoCloseable {

  private static final String RESOURCE = "scene-judge.safetensors";
  private static final int BATCH = 64;

  private final String id;
  private final Vocabulary vocabulary;
  private final JudgeNetwork network;
  private final ObjectReader reader;
  private final Parameters parameters;

  private SceneJudge(String id, Vocabulary vocabulary, Parameters parameters) {
    this.id = id;
    this.vocabulary = vocabulary;
    this.network = new JudgeNetwork(vocabulary);
    this.reader = new ObjectReader(vocabulary, network.heads());
    this.parameters = parameters;
  }

  /** The judge that comes with this library, on the manager's device. */
  public static SceneJudge builtIn(NDManager manager) throws IOException {
    Path copy = Files.createTempFile("scene-judge", ".safetensors");
    try (InputStream in = SceneJudge.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this library comes without " + RESOURCE);
      }
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return load(copy, manager);
    } finally {
      Files.delete(copy);
    }
  }

  /**
   * A judge from a file that its training wrote.
   *
   * @throws IOException when the file is no judge's weights, naming it
   */
  public static SceneJudge load(Path file, NDManager manager) throws IOException {
    Vocabulary vocabulary = Vocabulary.of(SafeTensors.readMetadata(file));
    Parameters parameters = new Parameters(manager);
    try {
      SafeTensors.read(file, parameters.manager()).forEach(parameters::put);
      try (Parameters wanted = new JudgeNetwork(vocabulary).initial(parameters.manager(), 0)) {
        if (!parameters.shapes().equals(wanted.shapes())) {
          throw new IOException(
              "%s is no judge: shapes %s, expected %s"
                  .formatted(file, parameters.shapes(), wanted.shapes()));
        }
      }
      return new SceneJudge(
          "scene-judge:" + SourceHash.of(Files.readAllBytes(file)), vocabulary, parameters);
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /** Name and hash of the weights, for protocols. */
  public String id() {
    return id;
  }

  /** The words this judge knows. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** What is on the images, and their features; images that are not 64 × 64 are resized. */
  public List<Judged> judge(List<RgbImage> images) {
    List<Judged> judged = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      List<RgbImage> batch = images.subList(from, Math.min(images.size(), from + BATCH));
      try (NDManager scope = parameters.manager().newSubManager()) {
        JudgeNetwork.Answer answer = network.pass(parameters, pixels(batch, scope));
        float[] head = answer.head().toFloatArray();
        float[] backgrounds = answer.backgrounds().toFloatArray();
        float[] features = answer.features().toFloatArray();
        for (int i = 0; i < batch.size(); i++) {
          float[] own = new float[JudgeNetwork.FEATURES];
          System.arraycopy(features, i * own.length, own, 0, own.length);
          judged.add(new Judged(reader.read(head, backgrounds, i), own));
        }
      }
    }
    return judged;
  }

  @Override
  public void close() {
    parameters.close();
  }

  private static NDArray pixels(List<RgbImage> batch, NDManager scope) {
    int edge = JudgeNetwork.INPUT;
    Shape shape = new Shape(batch.size(), RgbImage.COLOURS, edge, edge);
    return scope.create(BicubicResize.planes(batch, edge), shape);
  }

  /**
   * One image's part.
   *
   * @param features {@code (240)}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to statistics as they are
  public record Judged(SceneReading reading, float[] features) {}
}
