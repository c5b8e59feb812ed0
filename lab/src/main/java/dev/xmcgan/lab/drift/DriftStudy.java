package dev.xmcgan.lab.drift;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.lab.experiments.ExperimentContext;
import dev.xmcgan.lab.experiments.HeldOutScenes;
import dev.xmcgan.lab.experiments.ResultFiles;
import dev.xmcgan.lab.training.ResumableTraining.Lesson;
import dev.xmcgan.lab.training.SceneBatches;
import dev.xmcgan.lab.training.ScenePool;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Goes on training a checkpoint once for each share of new scenes, and judges it now and then. What
 * was judged before is read, not done again.
 */
final class DriftStudy {
  private static final long OLD_SEED = 20_261_124;
  private static final long NEW_SEED = 20_261_126;
  private static final long SEED = 1;
  private static final TrainingConfig TRAINING = TrainingConfig.starter();

  private final DriftSettings settings;
  private final ResultFiles files;
  private final ExperimentContext context;
  private final Map<Concept, HeldOutScenes> heldOut = new EnumMap<>(Concept.class);
  private final ScenePool old;
  private final ScenePool fresh;

  DriftStudy(DriftSettings settings, int imageSize, ResultFiles files, ExperimentContext context) {
    this.settings = settings;
    this.files = files;
    this.context = context;
    this.old = ScenePool.draw(settings.pairs(), OLD_SEED, Drift.none(), imageSize);
    this.fresh = ScenePool.draw(settings.pairs(), NEW_SEED, Drift.everythingFrom(0), imageSize);
    for (Concept concept : Concept.values()) {
      heldOut.put(
          concept,
          HeldOutScenes.draw(
              concept.word(), settings.images(), SEED, concept.drift(), concept.kind(), imageSize));
    }
  }

  /** The model as it was. */
  Finding before() throws IOException {
    String run = "before";
    Map<Concept, EvaluationReport> reports = known(run);
    if (reports.size() < Concept.values().length) {
      judge(run, Path.of(settings.from()), reports);
    }
    return new Finding(OptionalDouble.empty(), 0, reports);
  }

  /** The model after so many steps with that share of new scenes; empty when it is stopped. */
  Optional<Finding> after(double share, long step) throws IOException {
    String run = String.format(Locale.ROOT, "%s-step-%d", name(share), step);
    Map<Concept, EvaluationReport> reports = known(run);
    if (reports.size() < Concept.values().length) {
      context.say("share %s, to step %d".formatted(share, step));
      Optional<Path> trained = train(share, step);
      if (trained.isEmpty()) {
        return Optional.empty();
      }
      judge(run, trained.get(), reports);
    }
    return Optional.of(new Finding(OptionalDouble.of(share), step, reports));
  }

  private Optional<Path> train(double share, long step) throws IOException {
    SceneBatches batches =
        SceneBatches.of(old, SEED, HardNegatives.starter()).withShareOf(fresh, share);
    return context.train(
        stepsBefore() + step,
        files.trainingFolder(name(share)),
        new Lesson(TRAINING, batches, SEED),
        this::beginning);
  }

  private Trainer beginning() throws IOException {
    return Trainer.resume(
        Path.of(settings.from()),
        TRAINING,
        FrozenEncoders.of(context.encoder()),
        context.device(),
        SEED);
  }

  /** A checkpoint with its whole training state goes on counting. */
  private long stepsBefore() throws IOException {
    try (Trainer trainer = beginning()) {
      return trainer.stepCount();
    }
  }

  private Map<Concept, EvaluationReport> known(String run) throws IOException {
    Map<Concept, EvaluationReport> reports = new EnumMap<>(Concept.class);
    for (Concept concept : Concept.values()) {
      files.result(file(run, concept)).ifPresent(report -> reports.put(concept, report));
    }
    return reports;
  }

  /** Judges what is not among the reports and puts it there. */
  private void judge(String run, Path checkpoint, Map<Concept, EvaluationReport> reports)
      throws IOException {
    for (Concept concept : Concept.values()) {
      if (!reports.containsKey(concept)) {
        EvaluationReport report = context.judge(checkpoint, heldOut.get(concept));
        files.save(file(run, concept), report);
        reports.put(concept, report);
      }
    }
  }

  private static String file(String run, Concept concept) {
    return run + "-" + concept.word().replace(' ', '-');
  }

  private static String name(double share) {
    return "share-" + share;
  }
}
