package dev.xmcgan.trainer.training;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.checkpoints.Opened;
import dev.xmcgan.trainer.checkpoints.ReplayProgress;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import dev.xmcgan.trainer.replay.BatchSampler;
import dev.xmcgan.trainer.replay.GeneratorExposure;
import dev.xmcgan.trainer.replay.ImageCache;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.ReplayBuffer;
import dev.xmcgan.trainer.replay.ReplayRestorer;
import dev.xmcgan.trainer.replay.StepBudget;
import dev.xmcgan.trainer.replay.TrainingPairReader;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.replay.UnlearnedPairs;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what training draws from, as it was at a checkpoint: the place in the log, the window
 * before it, the credit. A checkpoint that knows no place in this log (one of another deployment,
 * or weights alone) goes on from what the group has committed.
 */
final class TrainingPoolOpener {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingPoolOpener.class);
  private static final int COLOURS = 3;

  /** The window must hold a step's pairs and those that leave it in the same step. */
  private static final int FEWEST_STEPS = 2;

  private final TrainerSettings settings;
  private final KafkaSettings kafka;
  private final Clock clock;

  TrainingPoolOpener(TrainerSettings settings, KafkaSettings kafka, Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
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
  TrainingPool open(
      PairConsumer consumer,
      TrainingPairReader reader,
      Opened opened,
      Rehearsal rehearsal,
      String topicId)
      throws IOException {
    Learner learner = opened.learner();
    ReplayProgress progress = opened.progress();
    int edge = learner.config().imageSize();
    int examples = learner.examplesPerStep();
    int imageBytes = edge * edge * COLOURS;
    int capacity = settings.windowPairs(imageBytes, FEWEST_STEPS * examples);
    ReplayBuffer window =
        new ReplayBuffer(
            capacity, ImageCache.in(settings.directory("checkpoints", "window"), imageBytes));
    GeneratorExposure exposure;
    try {
      exposure =
          fill(window, consumer, reader, progress, topicId)
              .map(place -> new GeneratorExposure(learner.generatorExamples(), place.unseen()))
              .orElseGet(() -> GeneratorExposure.ofNothing(learner.generatorExamples(), window));
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
    return new TrainingPool(
        window,
        new UnlearnedPairs(consumer.partitions()),
        new StepBudget(settings.config().pace(), progress.credit(), capacity),
        new BatchSampler(
            settings.config().seed(),
            Math.min(settings.config().pace().smallStream(), capacity),
            settings.hardNegatives(learner.config()),
            rehearsal),
        opened.captions(),
        exposure,
        examples,
        clock);
  }

  /**
   * Fills the window.
   *
   * @return the place that the checkpoint knows; empty where the window is only about what was
   *     there
   */
  private Optional<LogPlace> fill(
      ReplayBuffer window,
      PairConsumer consumer,
      TrainingPairReader reader,
      ReplayProgress progress,
      String topicId) {
    var filler = new ReplayRestorer(kafka, reader, settings.id() + "-window");
    Optional<LogPlace> place = progress.place().filter(known -> known.topicId().equals(topicId));
    if (place.isPresent()) {
      Map<TopicPartition, Long> next = consumer.seek(place.get().next());
      filler.restore(window, place.get().window(), next);
    } else {
      LOG.atInfo()
          .addKeyValue("topic", kafka.topic(Topic.TRAINING_PAIRS))
          .log("training pairs are read from where the group left them");
      filler.fill(window, consumer.rewind());
    }
    return place;
  }
}
