package dev.xmcgan.trainer.training;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.replay.FollowedWindow;
import dev.xmcgan.trainer.replay.ImageCache;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.ReplayBuffer;
import dev.xmcgan.trainer.replay.ReplayRestorer;
import dev.xmcgan.trainer.replay.SentenceWindows;
import dev.xmcgan.trainer.replay.TrainingPairReader;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads replay windows back from the log. A standby has it read one ahead of need, checkpoint by
 * checkpoint, so that a takeover finds it filled. For one thread at a time.
 */
final class ReplayWindows implements AutoCloseable {
  private static final int COLOURS = 3;

  /** The window must hold a step's pairs and those that leave it in the same step. */
  private static final int FEWEST_STEPS = 2;

  private final TrainerSettings settings;
  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final LearnerSource learners;
  private Optional<Ahead> ahead = Optional.empty();

  /** A window that is read ahead; its images and captions are for models of that shape. */
  private record Ahead(ModelConfig model, FollowedWindow followed) {
    boolean leadsTo(ModelConfig other, LogPlace place) {
      return model.equals(other) && followed.leadsTo(place);
    }
  }

  ReplayWindows(
      TrainerSettings settings, KafkaSettings kafka, AvroSerdes serdes, LearnerSource learners) {
    this.settings = settings;
    this.kafka = kafka;
    this.serdes = serdes;
    this.learners = learners;
  }

  /**
   * Has the window of a place ready; goes on from the one that it has, if that leads there.
   *
   * @return how many pairs it has
   * @throws IOException when the disk has no room for its images
   */
  int prepare(ModelConfig model, LogPlace place) throws IOException {
    return ahead(model, 1, place).window().size();
  }

  /**
   * The window of a place, as it was when training stood there.
   *
   * @param examples pairs of a step
   * @return the caller's to close
   * @throws IOException when the disk has no room for its images
   */
  ReplayBuffer open(ModelConfig model, int examples, LogPlace place) throws IOException {
    boolean wasAhead = ahead.isPresent();
    FollowedWindow followed = ahead(model, examples, place);
    if (wasAhead && !followed.isAt(place)) {
      close();
      followed = ahead(model, examples, place);
    }
    ahead = Optional.empty();
    return followed.window();
  }

  /**
   * About as many pairs as fit from before these offsets, where no checkpoint says which.
   *
   * @param examples pairs of a step
   * @return the caller's to close
   * @throws IOException when the disk has no room for their images
   */
  ReplayBuffer before(ModelConfig model, int examples, Map<TopicPartition, Long> offsets)
      throws IOException {
    close();
    ReplayBuffer window = empty(model, examples);
    try {
      restorer(model).fill(window, offsets);
      return window;
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }

  /** Reads records for a model of that shape. */
  TrainingPairReader reader(ModelConfig model) {
    var windows = new SentenceWindows(caption -> !learners.read(caption, model).isCut());
    return new TrainingPairReader(serdes, model.imageSize(), windows, settings::learns);
  }

  /** Lets go of what was read ahead. */
  @Override
  public void close() throws IOException {
    Optional<Ahead> given = ahead;
    ahead = Optional.empty();
    if (given.isPresent()) {
      given.get().followed().window().close();
    }
  }

  private FollowedWindow ahead(ModelConfig model, int examples, LogPlace place) throws IOException {
    if (ahead.isEmpty() || !ahead.get().leadsTo(model, place)) {
      close();
      ahead = Optional.of(new Ahead(model, new FollowedWindow(empty(model, examples), place)));
    }
    FollowedWindow followed = ahead.get().followed();
    restorer(model).follow(followed, place.next());
    return followed;
  }

  private ReplayRestorer restorer(ModelConfig model) {
    return new ReplayRestorer(kafka, reader(model), settings.id() + "-window");
  }

  private ReplayBuffer empty(ModelConfig model, int examples) throws IOException {
    int imageBytes = model.imageSize() * model.imageSize() * COLOURS;
    return new ReplayBuffer(
        settings.windowPairs(imageBytes, FEWEST_STEPS * examples),
        ImageCache.in(settings.directory("checkpoints", "window"), imageBytes));
  }
}
