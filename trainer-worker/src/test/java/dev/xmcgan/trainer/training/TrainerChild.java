package dev.xmcgan.trainer.training;

import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trainer of the tiny model in a process of its own, which can be killed or paused in earnest.
 */
final class TrainerChild {
  /** The shortest that brokers allow unless told otherwise. */
  static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

  /** More than a test makes. */
  static final int ALL = 1_000;

  static final int STEPS_PER_PAIR = 2;

  /** Pairs that a takeover finds; more, to see what a longer window costs it. */
  static final int PAIRS = Integer.getInteger("takeover.pairs", 40);

  private TrainerChild() {}

  /**
   * Starts one on an empty data directory below the given one.
   *
   * @param keep how many checkpoints are kept
   */
  static ChildProcess start(
      KafkaSettings kafka, String trainerId, Path directory, boolean continuous, int keep)
      throws Exception {
    return start(kafka, trainerId, directory, continuous, keep, Map.of());
  }

  /**
   * The same with keys of its own.
   *
   * @param others in the place of {@link #settings}'s
   */
  static ChildProcess start(
      KafkaSettings kafka,
      String trainerId,
      Path directory,
      boolean continuous,
      int keep,
      Map<String, String> others)
      throws Exception {
    Path home = Files.createTempDirectory(directory, trainerId + "-");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch", // what grows then is native
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=" + System.getProperty("java.util.logging.manager"),
                "-Dxmcgan.home=" + System.getProperty("xmcgan.home"),
                "-Dtakeover.pairs=" + PAIRS,
                "-cp",
                System.getProperty("java.class.path"),
                TrainerChild.class.getName(),
                kafka.bootstrapServers(),
                kafka.registryUrl(),
                kafka.topicPrefix(),
                trainerId,
                home.resolve("data").toString(),
                Boolean.toString(continuous),
                Integer.toString(keep)));
    others.forEach((key, value) -> command.add(key + "=" + value));
    return ChildProcess.start(
        new ChildCommand(
            trainerId,
            command,
            Map.of("OPT_OUT_TRACKING", "true", "MALLOC_ARENA_MAX", "2"),
            home,
            directory.resolve(trainerId + ".log"),
            true));
  }

  /**
   * A window shorter than the data, but not so short that a backlog earns more steps than it can
   * use; checkpoints at short intervals, steps with and without news.
   */
  static TrainerSettings settings(
      String trainerId, Path directory, boolean continuous, int keep, Map<String, String> others) {
    Map<String, String> keys = new HashMap<>();
    keys.put("window-pairs", Integer.toString(Math.max(52, PAIRS)));
    keys.put("steps-per-pair", Double.toString(STEPS_PER_PAIR));
    keys.put("continuous", Boolean.toString(continuous));
    keys.put("hard-negatives.group-size", "4");
    keys.put("checkpoint-interval", "500ms");
    keys.putAll(others);
    TrainerSettings settings = TestTrainer.settings(trainerId, directory, keys);
    return new TrainerSettings(
        settings.config(),
        settings.id(),
        new RetentionSettings(keep, keep, 0, Duration.ofHours(1), 256 << 20),
        settings.pauseAfterFailure());
  }

  static KafkaSettings quickSessions(KafkaSettings kafka) {
    return new KafkaSettings(
        kafka.bootstrapServers(),
        kafka.registryUrl(),
        kafka.topicPrefix(),
        Map.of("session.timeout.ms", Long.toString(SESSION_TIMEOUT.toMillis())));
  }

  public static void main(String[] args) throws Exception {
    KafkaSettings kafka = quickSessions(new KafkaSettings(args[0], args[1], args[2], Map.of()));
    Map<String, String> others = new HashMap<>();
    for (String key : List.of(args).subList(7, args.length)) {
      others.put(key.substring(0, key.indexOf('=')), key.substring(key.indexOf('=') + 1));
    }
    TrainerSettings settings =
        settings(
            args[3],
            Path.of(args[4]),
            Boolean.parseBoolean(args[5]),
            Integer.parseInt(args[6]),
            others);
    Optional<Throwable> end;
    try (XmcGan learners = TinyModel.learners(4, 3, TinyModel.encoder());
        TestTrainer trainer = new TestTrainer(kafka, settings, learners)) {
      end = trainer.endWhenever();
    }
    end.ifPresent(Throwable::printStackTrace);
    System.exit(end.isPresent() ? 1 : 0);
  }
}
