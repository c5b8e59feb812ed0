package dev.xmcgan.lab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;

/**
 * What this machine's convolution can do: one large 3 × 3 convolution, channels-last, whose
 * operands stay in the cache. The rate that everything else is measured against.
 */
public final class ConvolutionPeak {

  private static final int BATCH = 4;
  private static final int EDGE = 32;
  private static final int CHANNELS = 256;
  private static final int TAPS = 9;
  private static final double MILLIS = 1e3;

  private ConvolutionPeak() {}

  /** Multiply-adds per second of CPU time. */
  public static double multiplyAddsPerCpuSecond(Device device, Stopwatch stopwatch) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      NDArray x =
          Tensors.channelsLast(
              manager.randomUniform(-1, 1, new Shape(BATCH, EDGE * EDGE * CHANNELS)), EDGE, EDGE);
      NDArray weight = manager.randomUniform(-1, 1, new Shape(CHANNELS, CHANNELS, 3, 3));
      NDArray bias = manager.zeros(new Shape(CHANNELS));
      Stopwatch.Times times =
          stopwatch.time(
              () -> {
                try (NDArray y = Tensors.convolution(x, weight, bias)) {
                  y.getFloat(0, 0, 0, 0); // waits for a GPU
                }
              });
      double work = (double) BATCH * EDGE * EDGE * CHANNELS * CHANNELS * TAPS;
      return work / (times.cpuMillis() / MILLIS);
    }
  }
}
