package dev.xmcgan.generator.swap;

import ai.djl.Device;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.generator.drawing.OutOfMemory;
import dev.xmcgan.generator.swap.LoadOutcome.Loaded;
import dev.xmcgan.generator.swap.LoadOutcome.Refused;
import dev.xmcgan.generator.swap.LoadOutcome.Unavailable;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generator.PreparedGenerator;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import dev.xmcgan.transport.checkpoints.SharedCheckpointFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a checkpoint from Kafka, loads it with the model library, looks at what it draws and
 * warms it up. Whatever goes wrong is an outcome: the worker goes on with what it has. Loading
 * thread only, but for {@link #close}.
 */
public final class ModelCheckpointLoader implements CheckpointLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCheckpointLoader.class);

  /** What serving needs of a checkpoint; the trainer's state stays on Kafka. */
  private static final Set<String> FILES =
      Set.of(CheckpointFiles.CONFIG, CheckpointFiles.GENERATOR);

  /** Checkpoints that stay on disk, so that going back to one is quick. */
  private static final int KEPT_ON_DISK = 4;

  /** Of those that workers of one machine share; two of each checkpoint. */
  private static final int SHARED_FILES = 4 * KEPT_ON_DISK;

  private static final Duration FETCHED_BY_ANOTHER_WITHIN = Duration.ofMinutes(2);

  private final TextEncoder encoder;
  private final Device device;
  private final Precision precision;
  private final LaneChoice lanes;
  private final CheckpointFetcher fetcher;
  private final int maxBatch;
  private final Clock clock;
  private final Deque<String> recent = new ArrayDeque<>();

  private ModelCheckpointLoader(
      TextEncoder encoder,
      Device device,
      Precision precision,
      LaneChoice lanes,
      CheckpointFetcher fetcher,
      int maxBatch,
      Clock clock) {
    this.encoder = encoder;
    this.device = device;
    this.precision = precision;
    this.lanes = lanes;
    this.fetcher = fetcher;
    this.maxBatch = maxBatch;
    this.clock = clock;
  }

  /**
   * Chooses the device and loads the text encoder, which all checkpoints share.
   *
   * @throws IllegalStateException when the device cannot draw as precisely as it must
   */
  public static ModelCheckpointLoader open(WorkerConfig config, KafkaSettings kafka, Clock clock)
      throws IOException {
    Devices.configure(LaneChoice.configured(config.drawing()).threads());
    Device device = Devices.choose(config.drawing().device());
    requireSupport(config.drawing().precision(), device);
    return new ModelCheckpointLoader(
        TextEncoder.load(config.textEncoder(), device),
        device,
        config.drawing().precision(),
        new LaneChoice(config.drawing(), device),
        new CheckpointFetcher(
            kafka,
            config.dataDir().resolve("checkpoints"),
            config
                .sharedCheckpoints()
                .map(
                    directory ->
                        new SharedCheckpointFiles(
                            directory, SHARED_FILES, FETCHED_BY_ANOTHER_WITHIN, clock))),
        config.batching().maxBatch(),
        clock);
  }

  /** Found out before the first checkpoint, which would get the blame. */
  static void requireSupport(Precision precision, Device device) {
    if (!PreparedGenerator.supports(precision, device)) {
      throw new IllegalStateException(
          "xmcgan.worker.precision is bfloat16, which %s cannot draw in".formatted(device));
    }
  }

  @Override
  public LoadOutcome load(Checkpoint manifest) {
    String id = manifest.getCheckpointId();
    try {
      if (!sameWeights(manifest.getTextEncoder(), encoder.id())) {
        return new Refused(
            new LoadFailure(
                id,
                "it was trained with text encoder %s, this worker has %s"
                    .formatted(manifest.getTextEncoder(), encoder.id())));
      }
      return new Loaded(prepare(manifest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unavailable(new LoadFailure(id, "the load was interrupted"));
    } catch (IOException | RuntimeException | Error e) {
      // not even a checkpoint that no one thought of may stop the worker
      LOG.atWarn().setCause(e).addKeyValue("checkpointId", id).log("a checkpoint was not loaded");
      String reason = e.getMessage() == null || e instanceof Error ? e.toString() : e.getMessage();
      LoadFailure failure = new LoadFailure(id, reason);
      return isWeightsFault(e) ? new Refused(failure) : new Unavailable(failure);
    }
  }

  /**
   * Whether the weights themselves are at fault, wherever they are loaded. Want of memory, of disk
   * or of a library is this worker's own, and no verdict.
   */
  static boolean isWeightsFault(Throwable failure) {
    if (OutOfMemory.is(failure) || failure instanceof Error) {
      return false;
    }
    if (failure instanceof CheckpointTransferException transfer) {
      return !transfer.isRetriable();
    }
    return failure instanceof CheckpointException || failure instanceof RuntimeException;
  }

  /** An encoder is its weights, {@code name@hash}; what its directory is called says nothing. */
  static boolean sameWeights(String encoder, String other) {
    return encoder
        .substring(encoder.lastIndexOf('@') + 1)
        .equals(other.substring(other.lastIndexOf('@') + 1));
  }

  @Override
  public String device() {
    return device.isGpu() ? "gpu" + device.getDeviceId() : "cpu";
  }

  @Override
  public Lanes lanes() {
    return lanes.lanes();
  }

  @Override
  public void close() {
    encoder.close();
  }

  private GeneratorDrawer prepare(Checkpoint manifest) throws IOException, InterruptedException {
    String id = manifest.getCheckpointId();
    Instant begin = clock.instant();
    Path directory = fetcher.fetch(manifest, FILES::contains);
    Instant fetched = clock.instant();
    ImageGenerator generator = ImageGenerator.load(directory, encoder, device, precision);
    boolean ready = false;
    try {
      generator.selfCheck();
      generator.warmUp(maxBatch);
      lanes.settle(generator);
      ready = true;
    } finally {
      if (!ready) {
        generator.close();
      }
    }
    LOG.atInfo()
        .addKeyValue("checkpointId", id)
        .addKeyValue("fetchMs", Duration.between(begin, fetched).toMillis())
        .addKeyValue("loadMs", Duration.between(fetched, clock.instant()).toMillis())
        .log("a checkpoint is ready");
    tidy(id);
    return new GeneratorDrawer(id, generator);
  }

  private void tidy(String newest) {
    recent.remove(newest);
    recent.addFirst(newest);
    while (recent.size() > KEPT_ON_DISK) {
      recent.removeLast();
    }
    try {
      fetcher.keepOnly(Set.copyOf(recent));
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("old checkpoints stay on disk");
    }
  }
}
