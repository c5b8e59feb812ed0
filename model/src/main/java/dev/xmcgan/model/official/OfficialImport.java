package dev.xmcgan.model.official;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.generator.GeneratorLayout;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.training.state.PretrainedNetworks;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes a checkpoint directory of a safetensors file with the official code's weights. With a
 * discriminator in the file training can go on from it, with fresh optimisers; without one it can
 * only serve.
 */
public final class OfficialImport {

  private static final int USUAL_WORDS = 17;

  private OfficialImport() {}

  /**
   * What was made.
   *
   * @param config worked out from the tensors' shapes
   * @param trainable whether a discriminator came along
   * @param ignored how many tensors of the file are no weights of either network
   */
  public record Imported(ModelConfig config, boolean trainable, int ignored) {}

  /**
   * Imports a file. The directory appears whole or not at all.
   *
   * @param file safetensors, tensors by Flax path: {@code G/params/…}, {@code G/batch_stats/…} and,
   *     where there are, {@code G/ema/…}, {@code D/params/…}, {@code D/spectral_norm_stats/…}; all
   *     may stand after {@code in/}
   * @param directory new or empty
   * @throws CheckpointException naming the file and the tensor that is missing, extra, of a wrong
   *     shape or type, or not finite
   * @throws FileAlreadyExistsException when the directory holds something
   */
  public static Imported read(Path file, Path directory) throws IOException {
    return read(file, directory, OptionalInt.empty());
  }

  /**
   * As {@link #read(Path, Path)}, for a text encoder of a given width E.
   *
   * @throws CheckpointException also when the weights are for one of another width
   */
  public static Imported read(Path file, Path directory, OptionalInt textWidth) throws IOException {
    requireEmpty(directory);
    Path target = directory.toAbsolutePath();
    Files.createDirectories(target.getParent());
    // not createTempDirectory: the result is to be readable by the users the services run as
    Path unfinished =
        Files.createDirectory(
            target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID()));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Imported imported = read(OfficialFile.read(file, manager), unfinished, textWidth, manager);
      Files.deleteIfExists(target);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return imported;
    } finally {
      delete(unfinished);
    }
  }

  private static Imported read(
      OfficialFile official, Path directory, OptionalInt textWidth, NDManager manager)
      throws IOException {
    OfficialSizes sizes = new OfficialSizes(official.file(), official.tensors());
    String fileName = official.file().getFileName().toString();
    ModelConfig config =
        sizes.config(
            fileName.replaceFirst("\\.safetensors$", ""),
            official.number("T", USUAL_WORDS),
            official.number("cond_size", ModelConfig.ATTENTION_MAP));
    if (textWidth.orElse(config.textWidth()) != config.textWidth()) {
      throw CheckpointException.ofTensor(
          official.file(),
          OfficialFile.GENERATOR + "Dense_0/kernel",
          "is for a text encoder of width %d, not %d"
              .formatted(config.textWidth(), textWidth.getAsInt()));
    }
    GeneratorLayout layout = new GeneratorLayout(config);
    Map<String, NDArray> generator = generator(official, OfficialFile.GENERATOR, layout, manager);
    Map<String, NDArray> average =
        official.has(OfficialFile.AVERAGE)
            ? generator(official, OfficialFile.AVERAGE, layout, manager)
            : generator;
    Map<String, NDArray> statistics =
        official.ours(
            OfficialFile.STATISTICS, layout.statistics(), OfficialNames::generatorPath, manager);
    official.requireVariances();
    boolean trainable =
        official.has(OfficialFile.DISCRIMINATOR) || official.has(OfficialFile.VECTORS);
    if (trainable) {
      DiscriminatorLayout judging = judging(official.file(), config);
      new PretrainedNetworks(
              generator,
              average,
              statistics,
              official.ours(
                  OfficialFile.DISCRIMINATOR,
                  judging.parameterShapes(),
                  OfficialNames::discriminatorPath,
                  manager),
              official.ours(
                  OfficialFile.VECTORS,
                  judging.vectorShapes(),
                  OfficialNames::discriminatorPath,
                  manager))
          .write(directory, config, 0);
    } else {
      CheckpointFiles.writeConfig(directory, config);
      CheckpointFiles.writeGenerator(
          directory, Parameters.owning(manager, average), Parameters.owning(manager, statistics));
    }
    return new Imported(config, trainable, official.ignored());
  }

  private static Map<String, NDArray> generator(
      OfficialFile official, String group, GeneratorLayout layout, NDManager manager)
      throws CheckpointException {
    return official.ours(group, layout.parameters(), OfficialNames::generatorPath, manager);
  }

  private static DiscriminatorLayout judging(Path file, ModelConfig config)
      throws CheckpointException {
    try {
      return DiscriminatorLayout.of(config);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
    }
    if (Files.exists(directory)) {
      throw new FileAlreadyExistsException(directory.toString(), null, "is not empty");
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
