package dev.xmcgan.model.official;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A safetensors file of official weights: tensors by their Flax paths below {@code G/params/},
 * {@code G/ema/}, {@code G/batch_stats/}, {@code D/params/} and {@code D/spectral_norm_stats/}, all
 * of them after {@code in/} or none. What lies elsewhere, such as inputs and results, is counted
 * and left alone.
 *
 * @param file for messages
 * @param tensors by path, without {@code in/}
 * @param metadata of the file
 * @param ignored how many tensors were left alone
 */
record OfficialFile(
    Path file, Map<String, NDArray> tensors, Map<String, String> metadata, int ignored) {

  static final String GENERATOR = "G/params/";
  static final String AVERAGE = "G/ema/";
  static final String STATISTICS = "G/batch_stats/";
  static final String DISCRIMINATOR = "D/params/";
  static final String VECTORS = "D/spectral_norm_stats/";

  private static final String INPUTS = "in/";
  private static final List<String> GROUPS =
      List.of(GENERATOR, AVERAGE, STATISTICS, DISCRIMINATOR, VECTORS);

  /**
   * Reads a file; the arrays belong to the manager.
   *
   * @throws CheckpointException when the file is broken or a network has a part that is not known
   */
  static OfficialFile read(Path file, NDManager manager) throws IOException {
    Map<String, NDArray> all = SafeTensors.read(file, manager);
    boolean nested = all.keySet().stream().anyMatch(name -> name.startsWith(INPUTS));
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, NDArray> entry : all.entrySet()) {
      String name = entry.getKey();
      if (nested && !name.startsWith(INPUTS)) {
        continue;
      }
      String path = nested ? name.substring(INPUTS.length()) : name;
      if (GROUPS.stream().anyMatch(path::startsWith)) {
        tensors.put(path, entry.getValue());
      } else if (path.startsWith("G/") || path.startsWith("D/")) {
        throw CheckpointException.ofTensor(file, name, "is in none of " + GROUPS);
      }
    }
    return new OfficialFile(
        file, tensors, SafeTensors.readMetadata(file), all.size() - tensors.size());
  }

  /** Whether anything lies in the group. */
  boolean has(String group) {
    return tensors.keySet().stream().anyMatch(path -> path.startsWith(group));
  }

  /**
   * The tensors of a group under our names and in our layout.
   *
   * @param expected our names and shapes, all of which must be there and nothing else
   * @param path the official path, below the group, of each of our names
   * @param manager gets the copies
   * @throws CheckpointException naming the tensor that is missing, extra, of a wrong shape or type,
   *     or not finite
   */
  Map<String, NDArray> ours(
      String group, Map<String, Shape> expected, UnaryOperator<String> path, NDManager manager)
      throws CheckpointException {
    Map<String, NDArray> ours = new LinkedHashMap<>();
    Map<String, NDArray> read = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> entry : expected.entrySet()) {
      String place = path.apply(entry.getKey());
      NDArray tensor = tensors.get(group + place);
      require(group + place, tensor, FlaxLayout.officialShape(place, entry.getValue()));
      read.put(group + place, tensor);
      ours.put(entry.getKey(), FlaxLayout.ours(place, tensor, manager));
    }
    for (String name : tensors.keySet()) {
      if (name.startsWith(group) && !read.containsKey(name)) {
        throw CheckpointException.ofTensor(file, name, "is not part of this model");
      }
    }
    SafeTensors.requireFinite(file, read);
    return ours;
  }

  /** Checks that no running variance is negative. */
  void requireVariances() throws CheckpointException {
    for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
      if (entry.getKey().startsWith(STATISTICS) && entry.getKey().endsWith("/var")) {
        SafeTensors.requireNotNegative(file, entry.getKey(), entry.getValue());
      }
    }
  }

  private void require(String name, NDArray tensor, Shape shape) throws CheckpointException {
    if (tensor == null) {
      throw CheckpointException.ofTensor(file, name, "is missing");
    }
    if (!tensor.getShape().equals(shape)) {
      throw CheckpointException.ofTensor(
          file, name, "has shape " + tensor.getShape() + ", expected " + shape);
    }
    if (tensor.getDataType() != DataType.FLOAT32) {
      throw CheckpointException.ofTensor(
          file, name, "is " + tensor.getDataType() + ", expected float32");
    }
  }

  /** The metadata's whole number under the key, or what is usual. */
  int number(String key, int usual) throws CheckpointException {
    String text = metadata.get(key);
    if (text == null) {
      return usual;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new CheckpointException(file, "metadata " + key + " is no whole number: " + text, e);
    }
  }
}
