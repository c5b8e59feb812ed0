package dev.xmcgan.model.official;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.config.StemInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Works a configuration out from the shapes of official tensors, which hold all of it but the
 * longest caption.
 *
 * @param file where the tensors come from, for messages
 * @param tensors by path, {@code G/params/…} and {@code D/params/…}
 */
record OfficialSizes(Path file, Map<String, NDArray> tensors) {

  private static final String G = OfficialFile.GENERATOR;
  private static final String D = OfficialFile.DISCRIMINATOR;
  private static final int KERNEL_RANK = 4;
  private static final int OUT = 3;

  /**
   * The configuration.
   *
   * @param name what to call it
   * @param maxWords T
   * @param wordRegions edge of the map that the word loss reads
   * @throws CheckpointException naming the tensor that is missing or of an impossible shape
   */
  ModelConfig config(String name, int maxWords, int wordRegions) throws CheckpointException {
    Shape condition = shape(G + "Dense_0/kernel", 2); // (E,Z)
    Shape stem = shape(G + "Dense_1/kernel", 2); // (Z or Z+E, 4·4·16·gf)
    int textWidth = (int) condition.get(0);
    int noiseSize = (int) condition.get(1);
    int width = whole(G + "Dense_1/kernel", stem.get(1), stemUnit());
    List<Integer> channels = generatorChannels(width);
    int imageSize = ModelConfig.SMALLEST_MAP << channels.size();
    List<Integer> judging = List.of();
    int judgingWidth = width;
    if (hasDiscriminator()) {
      String first = D + "DiscOptimizedBlock_0/SpectralConv_0/kernel";
      judgingWidth = (int) shape(first, KERNEL_RANK).get(OUT);
      judging = channels(D + "DiscBlock_", "/SpectralConv_0/kernel", judgingWidth);
    } else {
      judging = usualDiscriminator(imageSize);
    }
    try {
      return new ModelConfig(
          name,
          imageSize,
          width,
          judgingWidth,
          noiseSize,
          textWidth,
          maxWords,
          Pooling.OFFICIAL,
          stem(stem.get(0), noiseSize, textWidth),
          wordRegions,
          channels,
          judging);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  /** Whether there is a discriminator at all. */
  boolean hasDiscriminator() {
    return tensors.keySet().stream().anyMatch(path -> path.startsWith(D));
  }

  private StemInput stem(long input, int noiseSize, int textWidth) throws CheckpointException {
    if (input == noiseSize) {
      return StemInput.NOISE;
    }
    if (input == noiseSize + textWidth) {
      return StemInput.NOISE_AND_SENTENCE;
    }
    throw CheckpointException.ofTensor(
        file,
        G + "Dense_1/kernel",
        "reads %d values, neither the noise's %d nor with the sentence's %d more"
            .formatted(input, noiseSize, textWidth));
  }

  private List<Integer> generatorChannels(int width) throws CheckpointException {
    List<Integer> channels = new ArrayList<>(channels(G + "GenBlock_", "/Conv_0/kernel", width));
    channels.addAll(channels(G + "GenSpatialBlock_", "/Conv_0/kernel", width));
    return channels;
  }

  /** Output channels of numbered blocks in multiples of the width, as far as there are blocks. */
  private List<Integer> channels(String prefix, String suffix, int width)
      throws CheckpointException {
    List<Integer> channels = new ArrayList<>();
    String path = prefix + "0" + suffix;
    while (tensors.containsKey(path)) {
      channels.add(whole(path, shape(path, KERNEL_RANK).get(OUT), width));
      path = prefix + channels.size() + suffix;
    }
    return channels;
  }

  private List<Integer> usualDiscriminator(int imageSize) throws CheckpointException {
    return switch (imageSize) {
      case 64 -> List.of(2, 4, 8, 16);
      case 128 -> ModelConfig.official128().discriminatorChannels();
      case 256 -> ModelConfig.official256().discriminatorChannels();
      default ->
          throw new CheckpointException(
              file, "has no discriminator, and none is known for " + imageSize + " pixels");
    };
  }

  private int whole(String path, long channels, int unit) throws CheckpointException {
    if (channels < unit || channels % unit != 0) {
      throw CheckpointException.ofTensor(
          file, path, "has %d outputs, no multiple of %d".formatted(channels, unit));
    }
    return (int) (channels / unit);
  }

  private Shape shape(String path, int rank) throws CheckpointException {
    NDArray tensor = tensors.get(path);
    if (tensor == null) {
      throw CheckpointException.ofTensor(file, path, "is missing");
    }
    if (tensor.getShape().dimension() != rank) {
      throw CheckpointException.ofTensor(
          file, path, "has shape " + tensor.getShape() + ", expected " + rank + " dimensions");
    }
    return tensor.getShape();
  }

  private static int stemUnit() {
    return ModelConfig.SMALLEST_MAP * ModelConfig.SMALLEST_MAP * ModelConfig.STEM_MULTIPLE;
  }
}
