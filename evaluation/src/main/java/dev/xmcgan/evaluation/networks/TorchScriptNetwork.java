package dev.xmcgan.evaluation.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.layers.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A network from a TorchScript file that the user points to; its id is the file's hash. */
public final class TorchScriptNetwork implements ImageFeatureNetwork {

  private final String id;
  private final TorchScriptOptions options;
  private final TorchScriptFile file;

  private TorchScriptNetwork(String id, TorchScriptOptions options, TorchScriptFile file) {
    this.id = id;
    this.options = options;
    this.file = file;
  }

  /**
   * Loads a file in evaluation mode.
   *
   * @throws IOException naming the file when it cannot be read or is no TorchScript
   */
  public static TorchScriptNetwork load(Path file, TorchScriptOptions options) throws IOException {
    TorchScriptFile loaded = TorchScriptFile.load(file);
    return new TorchScriptNetwork(id(loaded.hash(), options), options, loaded);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int inputSize() {
    return options.inputSize();
  }

  @Override
  public NDManager manager() {
    return file.manager();
  }

  @Override
  public Described describe(NDArray images) {
    Shape shape = images.getShape();
    int edge = options.inputSize();
    if (shape.dimension() != 4 || !shape.slice(1).equals(new Shape(RgbImage.COLOURS, edge, edge))) {
      throw new IllegalArgumentException(
          "images of shape %s for a network that takes (B,3,%d,%d)".formatted(shape, edge, edge));
    }
    NDManager manager = images.getManager();
    try (NDManager scope = manager.newSubManager()) {
      NDArray normal =
          images.sub(perColour(scope, options.mean())).div(perColour(scope, options.deviation()));
      NDList outputs = file.pass(normal, scope);
      NDArray features = TorchScriptFile.output(outputs, options.featureOutput());
      Optional<NDArray> logits =
          options.logitOutput().map(index -> TorchScriptFile.output(outputs, index));
      normal.attach(scope);
      return new Described(
          Tensors.attached(manager, features.duplicate()),
          logits.map(values -> Tensors.attached(manager, values.softmax(1))));
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private static NDArray perColour(NDManager scope, List<Float> values) {
    float[] array = {values.get(0), values.get(1), values.get(2)};
    return scope.create(array, new Shape(1, RgbImage.COLOURS, 1, 1));
  }

  /** The options belong to the id: the same file fed differently is another network. */
  private static String id(String hash, TorchScriptOptions options) {
    return String.format(
        Locale.ROOT,
        "torchscript:%s/%d/%s/%s",
        hash,
        options.inputSize(),
        joined(options.mean()),
        joined(options.deviation()));
  }

  private static String joined(List<Float> values) {
    StringBuilder text = new StringBuilder();
    for (float value : values) {
      text.append(text.isEmpty() ? "" : ",").append(String.format(Locale.ROOT, "%g", value));
    }
    return text.toString();
  }
}
