package dev.xmcgan.lab.ablation;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.lab.experiments.ExperimentContext;
import dev.xmcgan.lab.experiments.HeldOutScenes;
import dev.xmcgan.lab.experiments.ResultFiles;
import dev.xmcgan.lab.training.ResumableTraining.Lesson;
import dev.xmcgan.lab.training.SceneBatches;
import dev.xmcgan.lab.training.SceneEncoders;
import dev.xmcgan.lab.training.ScenePool;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Does the runs that are missing. All learn from the same scenes and are judged on the same
 * captions; a run's seed decides its weights, its noise and which pairs meet in which step, the
 * same for all variants.
 */
final class Ablation {
  private static final long SCENES_SEED = 20_261_125;
  private static final int IMAGE_SIZE = ModelConfig.starter64().imageSize();

  private final AblationSettings settings;
  private final ResultFiles files;
  private final ExperimentContext context;
  private final ScenePool pool;
  private final HeldOutScenes heldOut;

  Ablation(AblationSettings settings, ResultFiles files, ExperimentContext context) {
    this.settings = settings;
    this.files = files;
    this.context = context;
    this.pool = ScenePool.draw(settings.pairs(), SCENES_SEED, Drift.none(), IMAGE_SIZE);
    this.heldOut =
        HeldOutScenes.draw(
            "validation", settings.images(), SCENES_SEED, Drift.none(), scene -> true, IMAGE_SIZE);
  }

  /** Seed by seed, so that what there is can be compared when it is stopped early. */
  void run(List<Variant> variants, int seeds) throws IOException {
    for (long seed = 1; seed <= seeds; seed++) {
      for (Variant variant : variants) {
        if (context.isStopped()) {
          return;
        }
        if (files.result(variant.run(seed)).isEmpty()) {
          context.say("%s, seed %d".formatted(variant.name(), seed));
          Optional<Path> trained = train(variant, seed);
          if (trained.isPresent()) {
            files.save(variant.run(seed), context.judge(trained.get(), heldOut));
          }
        }
      }
    }
  }

  private Optional<Path> train(Variant variant, long seed) throws IOException {
    TrainingConfig training = settings.training(variant);
    SceneBatches batches = SceneBatches.of(pool, seed, variant.hardNegatives());
    return context.train(
        settings.steps(),
        files.trainingFolder(variant.run(seed)),
        new Lesson(training, batches, seed),
        () ->
            Trainer.create(
                settings.model(variant),
                training,
                SceneEncoders.of(context.encoder()),
                context.device(),
                seed));
  }
}
