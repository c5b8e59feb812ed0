package dev.xmcgan.lab.retention;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.StopSignal;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.retention.RetentionStudy.Found;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.trainer.app.LearnerNetworks;
import dev.xmcgan.trainer.config.TrainerKeys;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.offline.OfflinePair;
import dev.xmcgan.trainer.offline.OfflineTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a model keeps while it learns a stream, by the trainer's own settings. */
@Command(
    name = "retention",
    header = "Shows what a model keeps of what it knew while it learns a stream of yours.",
    description = {
      "Goes on training a checkpoint on a stream of pictures, with pace, replay and rehearsal of the"
          + " trainer worker and its XMCGAN_TRAINER_… variables, without Kafka, and prints at every"
          + " candidate how much of the scenes it still draws right, and how well the stream's"
          + " captions are told by what it draws of them. Seeds are fixed.",
      "learned and held_out are R-precision: the share of drawn images whose own caption fits best"
          + " among up to 100, by a matcher trained on the pairs that are learned; chance is one in"
          + " as many. kept is the share of scenes right, over what it was before."
    })
public final class RetentionCommand implements Callable<Integer> {
  @Mixin private FigureOutput figures;

  @Mixin private StreamOptions stream;

  @Mixin private MatcherOptions judge;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Checkpoint that it begins with (default: the starter's).")
  private Optional<Path> resume;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "30",
      description = "Of training, judging not counted (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Most steps (default: as many as the stream earns).")
  private int steps;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "100",
      description = "Steps between two candidates (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "256",
      description = "Captions of scenes to draw for each candidate (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--captions",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Captions of the stream to draw for each candidate, of pairs learned and of pairs held"
              + " out (default: ${DEFAULT-VALUE}).")
  private int captions;

  @Option(names = "--out", paramLabel = "DIR", description = "Where the last candidate is saved.")
  private Optional<Path> out;

  @Override
  public Integer call() throws IOException {
    check();
    Path checkpoint = resume.orElseGet(() -> Home.locate().starter()).toAbsolutePath();
    ModelConfig config = CheckpointFiles.readConfig(checkpoint);
    Path scratch = Files.createTempDirectory("xmcgan-retention");
    try (Scratch ignored = new Scratch(scratch)) {
      TrainerSettings settings = settings(scratch);
      CurationRules rules = settings.rules(config.imageSize());
      StreamPairs read = stream.read(rules);
      try (XmcGan networks = LearnerNetworks.open(settings);
          StreamMatcher matcher =
              StreamMatcher.learn(read.toLearn(), judge.network(), networks.encoder(), config)) {
        RetentionStudy study =
            new RetentionStudy(networks, matcher, read, config.imageSize(), images, captions);
        run(study, settings, networks, checkpoint, read, stream.old(rules), scratch);
      }
    }
    return ExitCode.OK;
  }

  private void run(
      RetentionStudy study,
      TrainerSettings settings,
      XmcGan networks,
      Path checkpoint,
      StreamPairs read,
      List<OfflinePair> known,
      Path scratch)
      throws IOException {
    printReal(study, read);
    Found before = study.judge(checkpoint);
    try (StopSignal stop = StopSignal.install();
        OfflineTrainer trainer =
            OfflineTrainer.open(
                settings, networks, checkpoint, known, read.toLearn().iterator(), scratch)) {
      long first = trainer.steps();
      print(0, Duration.ZERO, trainer, before, before);
      Duration trained = Duration.ZERO;
      boolean more = true;
      while (more && !stop.requested().isDone()) {
        long begin = System.nanoTime();
        long until = Math.min(steps, trainer.steps() - first + every);
        while (more && trainer.steps() - first < until && !stop.requested().isDone()) {
          more = trainer.step() && !isOver(trained, begin);
        }
        trained = trained.plusNanos(System.nanoTime() - begin);
        more &= trainer.steps() - first < steps;
        Path candidate = out.orElse(scratch.resolve("candidate"));
        trainer.save(candidate);
        print(trainer.steps() - first, trained, trainer, study.judge(candidate), before);
      }
    }
  }

  private boolean isOver(Duration before, long begin) {
    return before.plusNanos(System.nanoTime() - begin).toNanos() >= minutes * 60e9;
  }

  private void printReal(RetentionStudy study, StreamPairs read) {
    FigureLine line =
        new FigureLine("stream")
            .with("to_learn", read.toLearn().size())
            .with("held_out", read.heldOut().size());
    read.passedOver().forEach((reason, count) -> line.with(reason, count.longValue()));
    List<Integer> among = study.among();
    line.with("learned_among", among.get(0).longValue());
    study.realLearned().ifPresent(value -> line.with("learned_real", value));
    line.with("held_out_among", among.get(1).longValue());
    study.realHeldOut().ifPresent(value -> line.with("held_out_real", value));
    figures.print(line);
  }

  private void print(
      long step, Duration trained, OfflineTrainer trainer, Found found, Found before) {
    FigureLine line =
        new FigureLine("candidate")
            .with("steps", step)
            .with("minutes", trained.toMillis() / 60e3)
            .with("pairs", trainer.learned())
            .with("window", (long) trainer.windowPairs())
            .with("scenes_right", found.everythingRight());
    if (before.everythingRight() > 0) {
      line.with("kept", found.everythingRight() / before.everythingRight());
    }
    found.learned().ifPresent(value -> line.with("learned", value));
    found.heldOut().ifPresent(value -> line.with("held_out", value));
    figures.print(line);
  }

  private TrainerSettings settings(Path scratch) {
    try {
      return TrainerSettings.of(
          TrainerKeys.read(
              System.getenv(),
              Map.of(
                  "text-encoder", Home.locate().textEncoder().toString(),
                  "data-dir", scratch.toString(),
                  "held-out-share", Double.toString(stream.heldOut()))));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  private void check() {
    stream.check();
    judge.check();
    if (every < 1 || steps < 1 || !(minutes > 0)) {
      throw CommandException.usage("--every and --steps must be at least 1, --minutes above 0");
    }
    if (images < 2 || captions < 2) {
      throw CommandException.usage("--images and --captions must be at least 2");
    }
  }

  /** A folder that goes. */
  private record Scratch(Path folder) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
