package dev.xmcgan.model.training;

import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.generator.GeneratorLayout;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tensors of a training take, estimated before it starts: weights with their optimisers and
 * gradients, and the maps that a group of pairs leaves for the backward pass. The factors were
 * fitted to the resident memory of networks of several sizes; {@code lab bench train} prints the
 * estimate beside the measured peak.
 */
public final class StepMemory {
  private static final Logger LOG = LoggerFactory.getLogger(StepMemory.class);
  private static final long FLOAT = 4;

  /** Weights, their average, gradients, two moments of Adam, and copies on the way. */
  private static final long PER_WEIGHT = 8;

  /** Maps kept for each that a convolution of the generator reads or writes. */
  private static final double PER_DRAWN = 11;

  /** The same of the discriminator, which keeps no norms and no modulations. */
  private static final double PER_JUDGED = 2.5;

  private StepMemory() {}

  /** Estimated bytes of a training, whatever the virtual machine and libraries take beside it. */
  public static long bytes(ModelConfig model, TrainingConfig training) {
    long weights =
        count(new GeneratorLayout(model).parameters().values())
            + count(DiscriminatorLayout.of(model).parameterShapes().values());
    int drawn = training.losses().energy() > 0 ? 2 : 1;
    double maps =
        drawn * PER_DRAWN * generatorMaps(model) + 2 * PER_JUDGED * discriminatorMaps(model);
    int pairs = Math.max(training.groupSize(), training.matchingPairs() / 2);
    return FLOAT * (PER_WEIGHT * weights + Math.round(pairs * maps));
  }

  /**
   * The training with groups that fit, the largest there are: as they are where they do.
   *
   * @param available bytes
   * @throws IllegalArgumentException with both figures, where the smallest do not fit
   */
  public static TrainingConfig fitting(ModelConfig model, TrainingConfig training, long available) {
    for (int size = training.groupSize(); size >= 2; size--) {
      if (training.groupSize() % size == 0) {
        TrainingConfig fitting = training.withGroups(size);
        if (bytes(model, fitting) <= available) {
          tellUnlessWhole(training, fitting);
          return fitting;
        }
      }
    }
    throw new IllegalArgumentException(
        "training %s takes some %d MB even two pairs at a time, and there are %d MB"
            .formatted(model.name(), bytes(model, training.withGroups(2)) >> 20, available >> 20));
  }

  private static void tellUnlessWhole(TrainingConfig asked, TrainingConfig fitting) {
    if (fitting.groupSize() < asked.groupSize()) {
      LOG.atWarn()
          .addKeyValue("batch", asked.batchSize())
          .addKeyValue("group", fitting.groupSize())
          .log("a batch does not fit into memory at once; it is worked through in groups");
    }
  }

  /** Floats of the maps that convolutions read and write for one image. */
  private static double generatorMaps(ModelConfig model) {
    double floats = 0;
    int channels = ModelConfig.STEM_MULTIPLE * model.generatorWidth();
    double edge = ModelConfig.SMALLEST_MAP;
    for (int multiple : model.generatorChannels()) {
      int out = multiple * model.generatorWidth();
      floats += (channels + 4.0 * out) * edge * edge;
      channels = out;
      edge *= 2;
    }
    return floats;
  }

  private static double discriminatorMaps(ModelConfig model) {
    double floats = 0;
    double edge = model.imageSize();
    int channels = 3;
    int out = model.discriminatorWidth();
    for (int block = 0; block <= model.discriminatorChannels().size(); block++) {
      if (block > 0) {
        out = model.discriminatorChannels().get(block - 1) * model.discriminatorWidth();
      }
      floats += (channels + 1.25 * out) * edge * edge;
      if (block < model.discriminatorChannels().size()) {
        edge /= 2;
      }
      channels = out;
    }
    return floats;
  }

  private static long count(Collection<Shape> shapes) {
    return shapes.stream().mapToLong(Shape::size).sum();
  }
}
