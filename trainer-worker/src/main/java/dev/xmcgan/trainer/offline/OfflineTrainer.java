package dev.xmcgan.trainer.offline;

import dev.xmcgan.model.config.Precision;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.learning.CheckpointSampler.Painting;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import dev.xmcgan.trainer.replay.BatchSampler;
import dev.xmcgan.trainer.replay.GeneratorExposure;
import dev.xmcgan.trainer.replay.ImageCache;
import dev.xmcgan.trainer.replay.PairPosition;
import dev.xmcgan.trainer.replay.ReplayBuffer;
import dev.xmcgan.trainer.replay.StepBudget;
import dev.xmcgan.trainer.replay.TrainingPool;
import dev.xmcgan.trainer.replay.UnlearnedPairs;
import dev.xmcgan.trainer.replay.WindowPair;
import dev.xmcgan.trainer.training.StepRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Learns from a stream of pairs with the service's pool, pace, rehearsal and learner, but without
 * Kafka: pairs come from an iterator, as fast as they are learned. The same settings and pairs make
 * the same steps. Not thread-safe.
 */
public final class OfflineTrainer implements AutoCloseable {
  private static final TopicPartition STREAM = new TopicPartition("offline", 0);
  private static final int COLOURS = 3;
  private static final int FEWEST_STEPS = 2;

  private final TrainerSettings settings;
  private final Learner learner;
  private final Rehearsal rehearsal;
  private final TrainingPool pool;
  private final StepRunner runner;
  private final PatientClock clock;
  private final Iterator<OfflinePair> stream;
  private long offset;
  private long learned;

  private OfflineTrainer(
      TrainerSettings settings,
      Learner learner,
      Rehearsal rehearsal,
      TrainingPool pool,
      PatientClock clock,
      Iterator<OfflinePair> stream,
      long offset) {
    this.settings = settings;
    this.learner = learner;
    this.rehearsal = rehearsal;
    this.pool = pool;
    this.runner = new StepRunner(learner, pool, 0);
    this.clock = clock;
    this.stream = stream;
    this.offset = offset;
  }

  /**
   * A trainer that goes on from a checkpoint, which is its anchor, too.
   *
   * @param networks stay the caller's
   * @param known what is in the replay window already
   * @param stream of pairs to learn; those held out are passed over
   * @param scratch for images; holds nothing that must last
   * @throws IOException when the checkpoint does not fit or the disk is full
   */
  public static OfflineTrainer open(
      TrainerSettings settings,
      XmcGan networks,
      Path checkpoint,
      List<OfflinePair> known,
      Iterator<OfflinePair> stream,
      Path scratch)
      throws IOException {
    Checkpoint manifest = manifest(networks, checkpoint);
    Learner learner = networks.resume(manifest, checkpoint, 1);
    Rehearsal rehearsal = Rehearsal.none();
    try {
      int imageBytes = COLOURS * learner.config().imageSize() * learner.config().imageSize();
      CaptionReservoir captions =
          CaptionReservoir.read(checkpoint, settings.config().rehearsal().captions());
      if (settings.config().rehearsal().share() > 0 && !captions.captions().isEmpty()) {
        rehearsal = rehearsal(settings, networks, checkpoint, captions, imageBytes, scratch);
      }
      int examples = learner.examplesPerStep();
      int capacity = settings.windowPairs(imageBytes, FEWEST_STEPS * examples);
      ReplayBuffer window =
          new ReplayBuffer(capacity, ImageCache.in(scratch.resolve("window"), imageBytes));
      long offset = 0;
      for (OfflinePair pair : known) {
        window.add(windowPair(pair, offset++));
      }
      PatientClock clock = new PatientClock();
      TrainingPool pool =
          new TrainingPool(
              window,
              new UnlearnedPairs(Set.of(STREAM)),
              new StepBudget(settings.config().pace(), 0, capacity),
              new BatchSampler(
                  settings.config().seed(),
                  Math.min(settings.config().pace().smallStream(), capacity),
                  settings.hardNegatives(learner.config()),
                  rehearsal),
              captions,
              GeneratorExposure.ofNothing(learner.generatorExamples(), window),
              examples,
              clock);
      return new OfflineTrainer(settings, learner, rehearsal, pool, clock, stream, offset);
    } catch (IOException | RuntimeException e) {
      learner.close();
      rehearsal.close();
      throw e;
    }
  }

  /** Draws with a checkpoint; the caller's to close. */
  public static Painting painting(XmcGan networks, Path checkpoint) throws IOException {
    return networks.open(manifest(networks, checkpoint), checkpoint);
  }

  /** A manifest of what lies in a directory, of this trainer's text encoder. */
  private static Checkpoint manifest(XmcGan networks, Path checkpoint) throws IOException {
    return Checkpoint.newBuilder()
        .setCheckpointId(String.valueOf(checkpoint.getFileName()))
        .setTrainerId(STREAM.topic())
        .setStep(0)
        .setPairsSeen(0)
        .setModelConfig(Files.readString(checkpoint.resolve("config.json")))
        .setTextEncoder(networks.textEncoder())
        .setFiles(List.of())
        .setCreatedAt(Instant.EPOCH)
        .build();
  }

  /**
   * One step, or a try that came out as NaN or infinity, as soon as what it takes was read.
   *
   * @return false when there is nothing to do: everything is learned, and what that earned was done
   */
  public boolean step() {
    read();
    if (!pool.isStepDue()) {
      // nothing else comes meanwhile: the last few pairs are let in for having waited
      clock.pass(settings.config().pace().freshPatience());
      if (!pool.isStepDue()) {
        return false;
      }
    }
    int fresh = pool.freshPairs();
    runner.step();
    learned += fresh - pool.freshPairs();
    return true;
  }

  /** Steps done, those before this trainer counted. */
  public long steps() {
    return learner.stepCount();
  }

  /** Pairs learned for the first time. */
  public long learned() {
    return learned;
  }

  /** Pairs that training draws from. */
  public int windowPairs() {
    return pool.state().windowPairs();
  }

  /** Writes a checkpoint with what a later training would rehearse. */
  public void save(Path directory) throws IOException {
    learner.save(directory, Precision.FLOAT32);
    pool.captions().write(directory);
  }

  @Override
  public void close() throws IOException {
    learner.close();
    rehearsal.close();
    pool.close();
  }

  private void read() {
    while (!pool.isSettled() && stream.hasNext()) {
      OfflinePair pair = stream.next();
      if (!pair.heldOut()) {
        pool.arrived(windowPair(pair, offset++));
      }
    }
    if (!stream.hasNext()) {
      pool.endedAt(Set.of(STREAM));
    }
  }

  private static Rehearsal rehearsal(
      TrainerSettings settings,
      XmcGan networks,
      Path anchor,
      CaptionReservoir captions,
      int imageBytes,
      Path scratch)
      throws IOException {
    Painting painting = painting(networks, anchor);
    try {
      ImageCache images = ImageCache.in(scratch.resolve("rehearsal"), imageBytes);
      return Rehearsal.of(
          captions.learned(),
          settings.config().rehearsal().share(),
          settings.config().seed(),
          painting,
          images);
    } catch (IOException | RuntimeException e) {
      painting.close();
      throw e;
    }
  }

  private static WindowPair windowPair(OfflinePair pair, long offset) {
    return new WindowPair(
        new PairPosition(offset, STREAM, offset), pair.id(), pair.captions(), pair.image().rgb());
  }
}
