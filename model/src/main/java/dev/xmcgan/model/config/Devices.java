package dev.xmcgan.model.config;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** Sets the tensor library up before it is loaded, and chooses where tensors live. */
public final class Devices {

  private Devices() {}

  /**
   * Keeps the library from calling home, and sets its threads; has an effect only before its first
   * use in this process.
   */
  public static void configure(int threads) {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  /**
   * Sets the library's threads for Java threads that have not used it yet; one that has keeps its
   * number. For the time before anything else draws.
   */
  public static void useThreads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  /**
   * Bytes that tensors can have: what a GPU has free, or the machine's or container's memory less
   * the heap of this virtual machine and a tenth for all else. {@link Long#MAX_VALUE} for a GPU
   * whose driver's library is not found: then nobody knows.
   */
  public static long memory(Device device) {
    if (device.isGpu()) {
      if (!CudaUtils.hasCuda()) {
        return Long.MAX_VALUE;
      }
      MemoryUsage usage = CudaUtils.getGpuMemory(device);
      return usage.getMax() - usage.getUsed();
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return Math.max(0, system.getTotalMemorySize() / 10 * 9 - Runtime.getRuntime().maxMemory());
  }

  /**
   * The device chosen.
   *
   * @throws IllegalStateException when it must be a GPU that the engine does not see
   */
  public static Device choose(DeviceChoice choice) {
    return switch (choice.kind()) {
      case AUTO -> Engine.getInstance().getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
      case CPU -> Device.cpu();
      case GPU -> {
        int seen = Engine.getInstance().getGpuCount();
        if (choice.gpu() >= seen) {
          throw new IllegalStateException(
              "device is %s, but the engine sees %d GPUs".formatted(choice, seen));
        }
        yield Device.gpu(choice.gpu());
      }
    };
  }
}
