package dev.xmcgan.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.GeneratorLayout;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The files of a checkpoint directory. Each is written atomically, and read only when every tensor
 * that the configuration implies is there in its shape, and nothing else.
 */
public final class CheckpointFiles {

  /** The {@link ModelConfig}. */
  public static final String CONFIG = "config.json";

  /** The generator's averaged weights and running statistics: all that serving needs. */
  public static final String GENERATOR = "generator.safetensors";

  /** The discriminator's weights and spectral-norm vectors. */
  public static final String DISCRIMINATOR = "discriminator.safetensors";

  /** Everything else that training goes on from. */
  public static final String TRAINER = "trainer.safetensors";

  /** The largest finite float16. */
  private static final float LARGEST_HALF = 65504;

  private static final String PARAMETERS = "parameters/";
  private static final String STATISTICS = "statistics/";

  private CheckpointFiles() {}

  /**
   * Reads {@code config.json}.
   *
   * @throws CheckpointException naming the file and what is missing or impossible in it
   */
  public static ModelConfig readConfig(Path directory) throws IOException {
    Path file = directory.resolve(CONFIG);
    try {
      return ModelConfig.fromJson(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing", e);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  /** Writes {@code config.json}. */
  public static void writeConfig(Path directory, ModelConfig config) throws IOException {
    ByteBuffer json = ByteBuffer.wrap(config.toJson().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(directory.resolve(CONFIG), channel -> AtomicFile.writeFully(channel, json));
  }

  /**
   * Reads {@code generator.safetensors}. Strengths of pixel noise that are not in it are as in a
   * fresh model: so weights that were trained without it can go on with it.
   *
   * @return weights owned by the caller, freed at the latest with the manager
   * @throws CheckpointException naming the file and the tensor that is missing, extra, of a wrong
   *     shape or not finite
   */
  public static GeneratorWeights readGenerator(
      Path directory, ModelConfig config, NDManager manager) throws IOException {
    Path file = directory.resolve(GENERATOR);
    GeneratorLayout layout = new GeneratorLayout(config);
    Map<String, Shape> expected = new LinkedHashMap<>();
    layout.parameters().forEach((name, shape) -> expected.put(PARAMETERS + name, shape));
    layout.statistics().forEach((name, shape) -> expected.put(STATISTICS + name, shape));
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> tensors = read(file, expected, GeneratorLayout::isNoise, scope);
      expected.forEach(
          (name, shape) ->
              tensors.computeIfAbsent(name, missing -> GeneratorLayout.firstNoise(scope, shape)));
      SafeTensors.requireFinite(file, tensors);
      requireVariances(file, tensors);
      return new GeneratorWeights(
          Parameters.owning(manager, below(PARAMETERS, tensors, layout.parameters())),
          Parameters.owning(manager, below(STATISTICS, tensors, layout.statistics())));
    }
  }

  /** Writes {@code generator.safetensors}. */
  public static void writeGenerator(Path directory, Parameters parameters, Parameters statistics)
      throws IOException {
    writeGenerator(directory, parameters.asMap(), statistics);
  }

  /** The same of {@link #halved} weights, or of any. */
  public static void writeGenerator(
      Path directory, Map<String, NDArray> parameters, Parameters statistics) throws IOException {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    parameters.forEach((name, tensor) -> tensors.put(PARAMETERS + name, tensor));
    statistics.asMap().forEach((name, tensor) -> tensors.put(STATISTICS + name, tensor));
    SafeTensors.write(directory.resolve(GENERATOR), tensors);
  }

  /**
   * The tensors as float16, those that it has no room for as they are.
   *
   * @param manager owns the copies
   */
  public static Map<String, NDArray> halved(Map<String, NDArray> tensors, NDManager manager) {
    Map<String, NDArray> halved = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          try (NDManager scope = manager.newSubManager()) {
            NDArray given = tensor.duplicate();
            given.attach(scope);
            boolean fits = given.abs().max().getFloat() <= LARGEST_HALF;
            halved.put(
                name,
                fits ? Tensors.attached(manager, given.toType(DataType.FLOAT16, true)) : tensor);
          }
        });
    return halved;
  }

  /**
   * Reads a file that must hold exactly the tensors expected, in float32 or float16.
   *
   * @return float32, whatever the file has
   * @throws CheckpointException naming the file and the tensor that is missing, extra or does not
   *     fit
   */
  public static Map<String, NDArray> readExactly(
      Path file, Map<String, Shape> expected, NDManager manager) throws IOException {
    return read(file, expected, name -> false, manager);
  }

  /** The same, where some may be missing. */
  private static Map<String, NDArray> read(
      Path file, Map<String, Shape> expected, Predicate<String> optional, NDManager manager)
      throws IOException {
    Map<String, NDArray> tensors;
    try {
      tensors = SafeTensors.read(file, manager);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing", e);
    }
    for (String name : tensors.keySet()) {
      if (!expected.containsKey(name)) {
        throw CheckpointException.ofTensor(file, name, "is not part of this model");
      }
    }
    for (Map.Entry<String, Shape> entry : expected.entrySet()) {
      NDArray tensor = tensors.get(entry.getKey());
      if (tensor == null && optional.test(entry.getKey())) {
        continue;
      }
      if (tensor == null) {
        throw CheckpointException.ofTensor(file, entry.getKey(), "is missing");
      }
      if (!tensor.getShape().equals(entry.getValue())) {
        throw CheckpointException.ofTensor(
            file,
            entry.getKey(),
            "has shape " + tensor.getShape() + ", expected " + entry.getValue());
      }
      if (tensor.getDataType() == DataType.FLOAT16) {
        NDArray widened = Tensors.attached(manager, tensor.toType(DataType.FLOAT32, false));
        tensor.close();
        tensors.put(entry.getKey(), widened);
      } else if (tensor.getDataType() != DataType.FLOAT32) {
        throw CheckpointException.ofTensor(
            file, entry.getKey(), "is " + tensor.getDataType() + ", expected float32 or float16");
      }
    }
    return tensors;
  }

  private static void requireVariances(Path file, Map<String, NDArray> tensors)
      throws CheckpointException {
    for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
      if (entry.getKey().startsWith(STATISTICS) && entry.getKey().endsWith("/variance")) {
        SafeTensors.requireNotNegative(file, entry.getKey(), entry.getValue());
      }
    }
  }

  private static Map<String, NDArray> below(
      String prefix, Map<String, NDArray> tensors, Map<String, Shape> names) {
    Map<String, NDArray> found = new LinkedHashMap<>();
    names.keySet().forEach(name -> found.put(name, tensors.get(prefix + name)));
    return found;
  }
}
