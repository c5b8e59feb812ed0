package dev.xmcgan.generator.swap;

import ai.djl.Device;
import dev.xmcgan.generator.config.WorkerConfig.Drawing;
import dev.xmcgan.generator.drawing.LaneTrial;
import dev.xmcgan.generator.drawing.LaneTrial.Setting;
import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.model.config.DeviceChoice.Kind;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many lanes draw, with how many threads each: as configured, or what a short trial with the
 * first checkpoint finds best. Tried on the loading thread; read by any.
 */
public final class LaneChoice {
  private static final Logger LOG = LoggerFactory.getLogger(LaneChoice.class);
  private static final int DEFAULT_LANES = 4;
  private static final int TRIAL_IMAGES = 8;

  /** What else the machine does meets all settings; the best of each counts. */
  private static final int ROUNDS = 2;

  private final Drawing config;
  private final Device device;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private boolean tries;
  private volatile Setting setting;

  /** Says what holds, unless a trial is to find it. */
  public LaneChoice(Drawing config, Device device) {
    Setting first = configured(config);
    boolean trial = config.laneTrial() && config.lanes().isEmpty() && config.threads().isEmpty();
    // a GPU draws one micro-batch at a time
    this.setting = trial && device.isGpu() ? new Setting(1, first.threads()) : first;
    this.tries = trial && !device.isGpu();
    this.config = config;
    this.device = device;
    if (!tries) {
      tell();
    }
  }

  /** What holds until there was a trial: from the machine, where nothing is given. */
  static Setting configured(Drawing config) {
    int cores = Runtime.getRuntime().availableProcessors();
    int lanes =
        config
            .lanes()
            .orElse(config.device().kind() == Kind.GPU ? 1 : Math.min(cores, DEFAULT_LANES));
    return new Setting(lanes, config.threads().orElse(Math.max(1, cores / lanes)));
  }

  /** What holds now. */
  Lanes lanes() {
    Setting now = setting;
    return Lanes.of(now.lanes(), now.threads(), device.isGpu(), cores);
  }

  /** The first checkpoint is there, and nothing draws yet: a trial is due, if one is wanted. */
  void settle(ImageGenerator generator) throws InterruptedException {
    if (!tries) {
      return;
    }
    if (cores > 1) {
      choose(generator);
    }
    tries = false;
    tell();
  }

  private void tell() {
    LOG.atInfo()
        .addKeyValue("configuredDevice", config.device())
        .addKeyValue("device", device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu")
        .addKeyValue("lanes", setting.lanes())
        .addKeyValue("threads", setting.threads())
        .addKeyValue("precision", config.precision().name().toLowerCase(Locale.ROOT))
        .log("what draws");
  }

  private void choose(ImageGenerator generator) throws InterruptedException {
    List<ImageRequest> requests =
        IntStream.range(0, TRIAL_IMAGES)
            .mapToObj(seed -> new ImageRequest("a red circle", seed, OptionalDouble.empty()))
            .toList();
    Map<Setting, Double> speeds = new LinkedHashMap<>();
    List<Setting> candidates = LaneTrial.candidates(cores);
    for (int round = 0; round < ROUNDS; round++) {
      for (Setting each : candidates) {
        double passes =
            LaneTrial.speed(each, Devices::useThreads, () -> generator.generate(requests));
        speeds.merge(each, TRIAL_IMAGES * passes, Math::max);
      }
    }
    setting = LaneTrial.best(candidates, speeds::get);
    Devices.useThreads(setting.threads());
    LOG.atInfo().addKeyValue("imagesPerSecond", speeds).log("tried lanes and threads");
  }
}
