package dev.xmcgan.model.generation;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;

/** The most images that one pass may hold. */
final class PassLimit {

  /** More images at once are no faster for each. */
  private static final int MOST = 16;

  /** Bytes of the largest map in a pass: what a CPU's memory still streams well. */
  private static final long CPU_BYTES = 64L << 20;

  private static final long GPU_BYTES = 2L << 30;

  private PassLimit() {}

  /** A power of two from 1 to 16; it depends on the model and the kind of device alone. */
  static int of(ModelConfig config, Device device) {
    long budget = device.isGpu() ? GPU_BYTES : CPU_BYTES;
    int limit = MOST;
    while (limit > 1 && limit * largestMap(config) > budget) {
      limit /= 2;
    }
    return limit;
  }

  /** Bytes of the largest feature map of one image: a block's input, doubled in size. */
  private static long largestMap(ModelConfig config) {
    long largest = 0;
    long channels = ModelConfig.STEM_MULTIPLE;
    long edge = ModelConfig.SMALLEST_MAP;
    for (int multiple : config.generatorChannels()) {
      edge *= 2;
      long wider = Math.max(channels, multiple) * config.generatorWidth();
      largest = Math.max(largest, edge * edge * wider * Float.BYTES);
      channels = multiple;
    }
    return largest;
  }
}
