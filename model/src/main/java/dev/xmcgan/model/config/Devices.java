package dev.xmcgan.model.config;

import ai.djl.Device;
import ai.djl.engine.Engine;

/** Chooses where tensors live. */
public final class Devices {

  private Devices() {}

  /** The first GPU where the engine sees one, else the CPU. */
  public static Device best() {
    return Engine.getInstance().getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
  }
}
