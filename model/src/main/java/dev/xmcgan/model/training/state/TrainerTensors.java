package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.layers.Parameters;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The content of {@code trainer.safetensors}: generator, its average and running statistics, both
 * optimisers, the noise's place and the counters.
 *
 * @param file where the tensors come from, for messages
 * @param tensors by name
 */
record TrainerTensors(Path file, Map<String, NDArray> tensors) {

  private static final String GENERATOR = "generator/";
  private static final String AVERAGE = "average/";
  private static final String STATISTICS = "statistics/";
  private static final String GENERATOR_ADAM = "adam/generator/";
  private static final String DISCRIMINATOR_ADAM = "adam/discriminator/";
  private static final String MEAN = "mean/";
  private static final String VARIANCE = "variance/";
  private static final String UPDATES = "updates";
  private static final String NOISE_SEED = "noise/seed";
  private static final String NOISE_DRAWS = "noise/draws";
  private static final String STEP = "step";
  private static final String PAIRS_SEEN = "pairs_seen";
  private static final String AVERAGE_UPDATES = "average_updates";

  /** The tensors of a state as views within the scope. */
  static Map<String, NDArray> of(TrainingState state, NDManager scope) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    put(tensors, GENERATOR, state.generator().constants(scope));
    put(tensors, AVERAGE, state.average().constants(scope));
    put(tensors, STATISTICS, state.statistics());
    put(tensors, GENERATOR_ADAM, state.generatorAdam(), scope);
    put(tensors, DISCRIMINATOR_ADAM, state.discriminatorAdam(), scope);
    TrainingState.Progress progress = state.progress();
    tensors.put(NOISE_SEED, number(scope, state.noise().seed()));
    tensors.put(NOISE_DRAWS, number(scope, state.noise().draws()));
    tensors.put(STEP, number(scope, progress.step()));
    tensors.put(PAIRS_SEEN, number(scope, progress.pairsSeen()));
    tensors.put(AVERAGE_UPDATES, number(scope, progress.averageUpdates()));
    return tensors;
  }

  /** The state, with what serves and the discriminator's part from their own files. */
  TrainingState state(
      Map<String, Shape> generatorShapes,
      Map<String, Shape> statisticsShapes,
      ServingStatistics serving,
      FlatTensors discriminator,
      Map<String, Shape> discriminatorShapes,
      FlatTensors vectors,
      NDManager manager)
      throws CheckpointException {
    requireNothingElse(generatorShapes, statisticsShapes, discriminatorShapes);
    Parameters statistics = new Parameters(manager);
    for (Map.Entry<String, NDArray> entry : named(STATISTICS, statisticsShapes).entrySet()) {
      statistics.put(entry.getKey(), entry.getValue());
    }
    return new TrainingState(
        flat(GENERATOR, generatorShapes, manager),
        flat(AVERAGE, generatorShapes, manager),
        statistics,
        serving,
        discriminator,
        vectors,
        adam(GENERATOR_ADAM, generatorShapes, manager),
        adam(DISCRIMINATOR_ADAM, discriminatorShapes, manager),
        new Noise(number(NOISE_SEED), number(NOISE_DRAWS)),
        new TrainingState.Progress(number(STEP), number(PAIRS_SEEN), number(AVERAGE_UPDATES)));
  }

  private void requireNothingElse(
      Map<String, Shape> generator, Map<String, Shape> statistics, Map<String, Shape> discriminator)
      throws CheckpointException {
    Set<String> known = new HashSet<>();
    known.addAll(List.of(NOISE_SEED, NOISE_DRAWS, STEP, PAIRS_SEEN, AVERAGE_UPDATES));
    known.addAll(List.of(GENERATOR_ADAM + UPDATES, DISCRIMINATOR_ADAM + UPDATES));
    for (String prefix : List.of(GENERATOR, AVERAGE)) {
      generator.keySet().forEach(name -> known.add(prefix + name));
    }
    statistics.keySet().forEach(name -> known.add(STATISTICS + name));
    for (String moment : List.of(MEAN, VARIANCE)) {
      generator.keySet().forEach(name -> known.add(GENERATOR_ADAM + moment + name));
      discriminator.keySet().forEach(name -> known.add(DISCRIMINATOR_ADAM + moment + name));
    }
    for (String name : tensors.keySet()) {
      if (!known.contains(name)) {
        throw CheckpointException.ofTensor(file, name, "is not part of this model");
      }
    }
  }

  private NDArray require(String name, Shape shape, DataType type) throws CheckpointException {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw CheckpointException.ofTensor(file, name, "is missing");
    }
    if (!tensor.getShape().equals(shape)) {
      throw CheckpointException.ofTensor(
          file, name, "has shape " + tensor.getShape() + ", expected " + shape);
    }
    if (tensor.getDataType() != type) {
      throw CheckpointException.ofTensor(
          file, name, "is " + tensor.getDataType() + ", expected " + type);
    }
    return tensor;
  }

  private Adam adam(String prefix, Map<String, Shape> shapes, NDManager manager)
      throws CheckpointException {
    return new Adam(
        flat(prefix + MEAN, shapes, manager),
        flat(prefix + VARIANCE, shapes, manager),
        number(prefix + UPDATES));
  }

  private FlatTensors flat(String prefix, Map<String, Shape> shapes, NDManager manager)
      throws CheckpointException {
    return new FlatTensors(manager, shapes, named(prefix, shapes));
  }

  private Map<String, NDArray> named(String prefix, Map<String, Shape> shapes)
      throws CheckpointException {
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      String name = prefix + entry.getKey();
      named.put(entry.getKey(), require(name, entry.getValue(), DataType.FLOAT32));
    }
    return named;
  }

  private long number(String name) throws CheckpointException {
    return require(name, new Shape(1), DataType.INT64).toLongArray()[0];
  }

  private static NDArray number(NDManager scope, long value) {
    return scope.create(new long[] {value});
  }

  private static void put(Map<String, NDArray> into, String prefix, Parameters parameters) {
    parameters.asMap().forEach((name, tensor) -> into.put(prefix + name, tensor));
  }

  private static void put(Map<String, NDArray> into, String prefix, Adam adam, NDManager scope) {
    put(into, prefix + MEAN, adam.mean().constants(scope));
    put(into, prefix + VARIANCE, adam.variance().constants(scope));
    into.put(prefix + UPDATES, number(scope, adam.updates()));
  }
}
