package dev.xmcgan.trainer.learning;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.model.training.TrainingExample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model in training: takes steps on examples and writes its state to a checkpoint. Not
 * thread-safe.
 */
public interface Learner extends AutoCloseable {
  /** Pairs that one step takes. */
  int examplesPerStep();

  /** Of those, the ones on which it trains the generator: so many, the last. */
  int generatorExamples();

  /**
   * One step.
   *
   * @throws NonFiniteException when it came out as NaN or infinite; the learner is then as it was
   *     before
   */
  StepMetrics step(List<TrainingExample> examples);

  /** What is worth knowing now and then but too dear for every step, by name. */
  Map<String, Double> measure();

  /** Steps done since the first initialisation. */
  long stepCount();

  /** Pairs read since then, repeats counted. */
  long pairsSeen();

  /** Shape of the model; its image size is that of the examples. */
  ModelConfig config();

  /**
   * Writes the files of a checkpoint into a directory.
   *
   * @param precision of the weights that draw; the state of training is float32
   */
  void save(Path directory, Precision precision) throws IOException;

  /** Writes those of them that serving and judging need, without the state of training. */
  void saveNetworks(Path directory, Precision precision) throws IOException;

  @Override
  void close();
}
