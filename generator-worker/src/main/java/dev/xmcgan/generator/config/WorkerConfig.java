package dev.xmcgan.generator.config;

import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Precision;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The keys of a generator worker; {@link WorkerChecks} refuses values that cannot be. */
@ConfigMapping(prefix = "xmcgan.worker")
public interface WorkerConfig {
  /**
   * This worker's name among all: its transactional id and its key on worker-status. Two workers of
   * one name push each other out. By default made of the host's name and a suffix that stays in the
   * data directory.
   */
  Optional<String> id();

  /** The release channel it follows; requests may name others. */
  @WithDefault("stable")
  String channel();

  /**
   * Other release channels that it follows as well: each has its generator loaded from the start,
   * and swapped like its own channel's.
   */
  Optional<Set<String>> alsoServes();

  /** Directory of the text encoder in the Hugging Face layout. */
  Path textEncoder();

  /** Where this worker alone keeps fetched checkpoints; only a cache, Kafka has them all. */
  @WithDefault("data/generator-worker")
  Path dataDir();

  /**
   * Where workers of one machine share the files of checkpoints, so that only one of them fetches
   * each; by default each fetches its own.
   */
  Optional<Path> sharedCheckpoints();

  /**
   * Whether it serves a share group (KIP-932) in the place of the group that answers exactly once:
   * more workers than partitions draw, and a request may be answered twice. All workers of a
   * deployment alike: the groups do not know of each other.
   */
  @WithDefault("false")
  boolean shareGroup();

  /** How micro-batches are formed. */
  @WithParentName
  Batching batching();

  /** What draws. */
  @WithParentName
  Drawing drawing();

  /** Checkpoints kept loaded beside the release, for requests that name them. */
  @WithDefault("2")
  int extraGenerators();

  /** How often the status is published when nothing changes. */
  @WithDefault("3s")
  Duration statusInterval();

  /** What has not gone on for so long, though it could, is reported as not alive. */
  @WithDefault("2m")
  Duration stuckAfter();

  /** How micro-batches are formed. */
  interface Batching {
    /** Most images of one pass, 1 to 256. */
    @WithDefault("16")
    int maxBatch();

    /** Longest wait for a fuller micro-batch while all lanes draw. */
    @WithDefault("20ms")
    Duration linger();

    /** A request held for longer counts as of the highest priority that waits. */
    @WithDefault("2s")
    Duration maxWait();

    /** How large the shares of tenants are, by name; 1 for all others. */
    Map<String, Double> tenantWeights();
  }

  /** What draws. */
  interface Drawing {
    /** Where to draw: auto = a GPU where there is one, cpu, gpu = the first, or cuda:N. */
    @WithDefault("auto")
    DeviceChoice device();

    /**
     * float32; float16 on a GPU: half the memory, images that differ by a few thousandths; bfloat16
     * on a CPU that has units for it: nearly twice as fast, images that differ by a few hundredths.
     */
    @WithDefault("float32")
    Precision precision();

    /**
     * Micro-batches drawn beside each other; by default one for each core, at most four, and one on
     * a GPU.
     */
    OptionalInt lanes();

    /**
     * Threads of the tensor library for each lane; by default the cores, shared among the lanes.
     */
    OptionalInt threads();

    /**
     * Whether a trial of about a second with the first checkpoint chooses lanes and threads, where
     * neither is given. How the library adds up depends on the threads: workers that choose unlike
     * ones draw some images with a few values that differ by one.
     */
    @WithDefault("false")
    boolean laneTrial();
  }
}
