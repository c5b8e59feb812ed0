package dev.xmcgan.trainer.training;

import dev.xmcgan.trainer.checkpoints.Opened;
import dev.xmcgan.trainer.checkpoints.ReplayProgress;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import dev.xmcgan.trainer.replay.BatchSampler;
import dev.xmcgan.trainer.replay.GeneratorExposure;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.ReplayBuffer;
import dev.xmcgan.trainer.replay.StepBudget;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.replay.UnlearnedPairs;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what training draws from, as it was at a checkpoint: the place in the log, the window
 * before it, the credit. A checkpoint that knows no place in this log (one of another deployment,
 * or weights alone) goes on from what the group has committed.
 */
final class TrainingPoolOpener {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingPoolOpener.class);

  private final TrainerSettings settings;
  private final ReplayWindows windows;
  private final Clock clock;

  TrainingPoolOpener(TrainerSettings settings, ReplayWindows windows, Clock clock) {
    this.settings = settings;
    this.windows = windows;
    this.clock = clock;
  }

  /**
   * Seeks the consumer, fills the window.
   *
   * @param opened learner and checkpoint that it goes on from
   * @param rehearsal stays the caller's
   * @param topicId Kafka's id of training-pairs
   * @return the caller's to close
   * @throws IOException when the disk has no room for the window's images
   */
  TrainingPool open(PairConsumer consumer, Opened opened, Rehearsal rehearsal, String topicId)
      throws IOException {
    Learner learner = opened.learner();
    ReplayProgress progress = opened.progress();
    Optional<LogPlace> place = progress.place().filter(known -> known.topicId().equals(topicId));
    ReplayBuffer window = window(consumer, learner, place);
    GeneratorExposure exposure =
        place
            .map(known -> new GeneratorExposure(learner.generatorExamples(), known.unseen()))
            .orElseGet(() -> GeneratorExposure.ofNothing(learner.generatorExamples(), window));
    return new TrainingPool(
        window,
        new UnlearnedPairs(consumer.partitions()),
        new StepBudget(settings.config().pace(), progress.credit(), window.capacity()),
        new BatchSampler(
            settings.config().seed(),
            Math.min(settings.config().pace().smallStream(), window.capacity()),
            settings.hardNegatives(learner.config()),
            rehearsal),
        opened.captions(),
        exposure,
        learner.examplesPerStep(),
        clock);
  }

  /**
   * The filled window.
   *
   * @param place that the checkpoint knows; empty where the window is only about what was there
   */
  private ReplayBuffer window(PairConsumer consumer, Learner learner, Optional<LogPlace> place)
      throws IOException {
    int examples = learner.examplesPerStep();
    if (place.isPresent()) {
      consumer.seek(place.get().next());
      return windows.open(learner.config(), examples, place.get());
    }
    LOG.atInfo().log("training pairs are read from where the group left them");
    return windows.before(learner.config(), examples, consumer.rewind());
  }
}
