package dev.xmcgan.model.official;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes a checkpoint's networks under the official code's names and in its layout. */
final class OfficialExport {

  private OfficialExport() {}

  /**
   * Exports a checkpoint directory: the averaged generator as {@code G/ema}, the live one (the
   * averaged where there is no other) as {@code G/params}, the running statistics that serve as
   * {@code G/batch_stats}, and the discriminator where there is one.
   *
   * @param file appears whole or not at all
   * @throws IOException naming what cannot be read
   */
  static void write(Path directory, Path file) throws IOException {
    ModelConfig config = CheckpointFiles.readConfig(directory);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      GeneratorWeights serving = CheckpointFiles.readGenerator(directory, config, manager);
      Map<String, NDArray> average = serving.parameters().asMap();
      Map<String, NDArray> live = new LinkedHashMap<>(average);
      if (Files.exists(directory.resolve(CheckpointFiles.TRAINER))) {
        live = liveGenerator(directory, average.keySet(), manager);
      }
      Map<String, NDArray> all = new LinkedHashMap<>();
      put(all, OfficialFile.GENERATOR, OfficialParameters.officialGenerator(live, manager));
      put(all, OfficialFile.AVERAGE, OfficialParameters.officialGenerator(average, manager));
      put(
          all,
          OfficialFile.STATISTICS,
          OfficialParameters.officialGenerator(serving.statistics().asMap(), manager));
      if (Files.exists(directory.resolve(CheckpointFiles.DISCRIMINATOR))) {
        putDiscriminator(all, directory, DiscriminatorLayout.of(config), manager);
      }
      SafeTensors.write(file, all, metadata(config));
    }
  }

  private static Map<String, NDArray> liveGenerator(
      Path directory, Set<String> names, NDManager manager) throws IOException {
    Path file = directory.resolve(CheckpointFiles.TRAINER);
    Map<String, NDArray> state = SafeTensors.read(file, manager);
    Map<String, NDArray> live = new LinkedHashMap<>();
    for (String name : names) {
      NDArray tensor = state.get("generator/" + name);
      if (tensor == null) {
        throw CheckpointException.ofTensor(file, "generator/" + name, "is missing");
      }
      live.put(name, tensor);
    }
    return live;
  }

  private static void putDiscriminator(
      Map<String, NDArray> all, Path directory, DiscriminatorLayout layout, NDManager manager)
      throws IOException {
    Map<String, Shape> expected = new LinkedHashMap<>(layout.parameterShapes());
    expected.putAll(layout.vectorShapes());
    Path file = directory.resolve(CheckpointFiles.DISCRIMINATOR);
    Map<String, NDArray> tensors = CheckpointFiles.readExactly(file, expected, manager);
    Map<String, NDArray> vectors = new LinkedHashMap<>();
    layout.vectorShapes().keySet().forEach(name -> vectors.put(name, tensors.remove(name)));
    put(
        all,
        OfficialFile.DISCRIMINATOR,
        OfficialParameters.officialDiscriminator(tensors, manager));
    put(all, OfficialFile.VECTORS, OfficialParameters.officialDiscriminator(vectors, manager));
  }

  private static void put(Map<String, NDArray> all, String group, Map<String, NDArray> official) {
    official.forEach((path, tensor) -> all.put(group + path, tensor));
  }

  /** What the shapes do not tell. */
  private static Map<String, String> metadata(ModelConfig config) {
    return Map.of(
        "T",
        Integer.toString(config.maxWords()),
        "cond_size",
        Integer.toString(config.wordRegions()));
  }
}
