package dev.xmcgan.trainer.app;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.trainer.app.TrainerConfig.DeviceChoice;

/** Sets up the tensor library before it is loaded, and chooses where it works. */
final class TrainingDevice {
  private TrainingDevice() {}

  /**
   * Keeps the library from calling home, and sets its threads; has an effect only before its first
   * use in this process.
   */
  static void configure(int threads) {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  static Device choose(DeviceChoice choice) {
    return switch (choice) {
      case AUTO -> Devices.best();
      case CPU -> Device.cpu();
      case GPU -> {
        if (Engine.getInstance().getGpuCount() == 0) {
          throw new IllegalStateException("xmcgan.trainer.device is gpu, but there is none");
        }
        yield Device.gpu(0);
      }
    };
  }
}
