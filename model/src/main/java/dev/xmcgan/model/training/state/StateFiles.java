package dev.xmcgan.model.training.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training state as files. {@code generator.safetensors} and {@code discriminator.safetensors}
 * are networks that others can load; {@code trainer.safetensors} holds the rest.
 */
public final class StateFiles {

  private static final String STEP = "step";

  /** Says of networks that they learned nothing yet that would have to be kept. */
  private static final String UNTRAINED = "untrained";

  private static final long HARDLY_BEGUN = 10;

  private final Networks networks;
  private final NDManager manager;

  /**
   * Reads and writes states of these networks.
   *
   * @param manager owns what is read
   */
  public StateFiles(Networks networks, NDManager manager) {
    this.networks = networks;
    this.manager = manager;
  }

  /**
   * Writes the three files of tensors; each appears whole or not at all.
   *
   * @param serving running statistics that go with the averaged generator
   * @param precision of the averaged generator's file; what training goes on from is float32
   */
  public void write(TrainingState state, Parameters serving, Path directory, Precision precision)
      throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      writeGenerator(state, serving, directory, precision, scope);
      writeDiscriminator(state, directory, Precision.FLOAT32, scope);
      SafeTensors.write(
          directory.resolve(CheckpointFiles.TRAINER),
          TrainerTensors.of(state, scope),
          metadata(state));
    }
  }

  /**
   * Writes the two files of networks alone: enough to serve and judge. The discriminator, which
   * draws nothing, is float16 in any case.
   *
   * @param precision of the generator's weights; statistics and vectors of norms are float32
   */
  public void writeNetworks(
      TrainingState state, Parameters serving, Path directory, Precision precision)
      throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      writeGenerator(state, serving, directory, precision, scope);
      writeDiscriminator(state, directory, Precision.FLOAT16, scope);
    }
  }

  private static void writeGenerator(
      TrainingState state, Parameters serving, Path directory, Precision precision, NDManager scope)
      throws IOException {
    CheckpointFiles.writeGenerator(
        directory, as(precision, state.average().constants(scope), scope), serving);
  }

  private static void writeDiscriminator(
      TrainingState state, Path directory, Precision precision, NDManager scope)
      throws IOException {
    Map<String, NDArray> tensors =
        new LinkedHashMap<>(as(precision, state.discriminator().constants(scope), scope));
    tensors.putAll(state.vectors().constants(scope).asMap());
    SafeTensors.write(directory.resolve(CheckpointFiles.DISCRIMINATOR), tensors, metadata(state));
  }

  private static Map<String, NDArray> as(Precision precision, Parameters weights, NDManager scope) {
    return switch (precision) {
      case FLOAT32 -> weights.asMap();
      case FLOAT16 -> CheckpointFiles.halved(weights.asMap(), scope);
      case BFLOAT16 -> throw new IllegalArgumentException("bfloat16 is for drawing alone");
    };
  }

  private static Map<String, String> metadata(TrainingState state) {
    String step = Long.toString(state.progress().step());
    return state.progress().averageUpdates() < HARDLY_BEGUN
        ? Map.of(STEP, step, UNTRAINED, "true")
        : Map.of(STEP, step);
  }

  /**
   * Reads what is there: the exact state when {@code trainer.safetensors} is among the files, else
   * a state that starts from the saved networks, as fresh ones do if hardly a step was done.
   *
   * @param seed of the noise when the networks start anew
   * @throws CheckpointException naming the file and tensor that do not fit
   */
  public TrainingState read(Path directory, long seed) throws IOException {
    Path trainerFile = directory.resolve(CheckpointFiles.TRAINER);
    try (NDManager scope = manager.newSubManager()) {
      Path discriminatorFile = directory.resolve(CheckpointFiles.DISCRIMINATOR);
      DiscriminatorLayout layout = networks.discriminator().layout();
      Map<String, NDArray> judging = discriminator(discriminatorFile, layout, scope);
      FlatTensors discriminator = new FlatTensors(manager, layout.parameterShapes(), judging);
      FlatTensors vectors = new FlatTensors(manager, layout.vectorShapes(), judging);
      if (!Files.exists(trainerFile)) {
        return startFrom(directory, discriminator, vectors, seed, scope);
      }
      requireSameStep(trainerFile, discriminatorFile);
      Map<String, NDArray> tensors = SafeTensors.read(trainerFile, scope);
      SafeTensors.requireFinite(trainerFile, tensors);
      return new TrainerTensors(trainerFile, tensors)
          .state(
              networks.generator().layout().parameters(),
              networks.generator().layout().statistics(),
              new ServingStatistics(
                  Parameters.owning(manager, readGenerator(directory, scope).statistics().asMap())),
              discriminator,
              layout.parameterShapes(),
              vectors,
              manager);
    }
  }

  private TrainingState startFrom(
      Path directory, FlatTensors discriminator, FlatTensors vectors, long seed, NDManager scope)
      throws IOException {
    Map<String, Shape> shapes = networks.generator().layout().parameters();
    GeneratorWeights saved = readGenerator(directory, scope);
    FlatTensors generator = new FlatTensors(manager, shapes, saved.parameters().asMap());
    FlatTensors average = new FlatTensors(manager, shapes, saved.parameters().asMap());
    Parameters statistics = saved.statistics().copy(manager);
    Parameters serving = Parameters.owning(manager, saved.statistics().asMap());
    return new TrainingState(
        generator,
        average,
        statistics,
        new ServingStatistics(serving),
        discriminator,
        vectors,
        Adam.fresh(manager, generator),
        Adam.fresh(manager, discriminator),
        new Noise(seed, 0),
        new TrainingState.Progress(0, 0, isTrained(directory) ? TrainingState.WARMED_UP : 0));
  }

  private GeneratorWeights readGenerator(Path directory, NDManager scope) throws IOException {
    return CheckpointFiles.readGenerator(directory, networks.generator().config(), scope);
  }

  /** All tensors of the discriminator's file: kernels, biases and power-iteration vectors. */
  private static Map<String, NDArray> discriminator(
      Path file, DiscriminatorLayout layout, NDManager scope) throws IOException {
    Map<String, Shape> expected = new LinkedHashMap<>(layout.parameterShapes());
    expected.putAll(layout.vectorShapes());
    Map<String, NDArray> tensors = CheckpointFiles.readExactly(file, expected, scope);
    SafeTensors.requireFinite(file, tensors);
    return tensors;
  }

  private static boolean isTrained(Path directory) throws IOException {
    Path discriminator = directory.resolve(CheckpointFiles.DISCRIMINATOR);
    return !SafeTensors.readMetadata(discriminator).containsKey(UNTRAINED);
  }

  private static void requireSameStep(Path trainerFile, Path discriminatorFile) throws IOException {
    String step = SafeTensors.readMetadata(trainerFile).get(STEP);
    String other = SafeTensors.readMetadata(discriminatorFile).get(STEP);
    if (step == null || !step.equals(other)) {
      throw new CheckpointException(
          trainerFile,
          "is of step %s, but %s is of step %s: they were not saved together"
              .formatted(step, discriminatorFile.getFileName(), other));
    }
  }
}
