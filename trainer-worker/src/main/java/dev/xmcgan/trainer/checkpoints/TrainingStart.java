package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a learner at the best checkpoint that can be fetched and read. */
public final class TrainingStart {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingStart.class);

  private final CheckpointFetcher fetcher;
  private final LearnerSource learners;
  private final int captions;

  /**
   * @param captions most that are remembered of what was learned
   */
  public TrainingStart(CheckpointFetcher fetcher, LearnerSource learners, int captions) {
    this.fetcher = fetcher;
    this.learners = learners;
    this.captions = captions;
  }

  /**
   * Tries the candidates in order.
   *
   * @param starts what there is to go on from
   * @throws UntrainableException when there are candidates and none will do: an untrained network
   *     must not take the place of a trained one because of a bad disk
   */
  public Opened open(CheckpointBoard.Starts starts) throws IOException, InterruptedException {
    List<Checkpoint> candidates = starts.checkpoints();
    if (candidates.isEmpty()) {
      LOG.atInfo().log("there is no checkpoint yet; training starts from nothing");
      return new Opened(
          learners.create(),
          Optional.empty(),
          ReplayProgress.none(),
          new CaptionReservoir(captions));
    }
    List<String> refusals = new ArrayList<>();
    for (Checkpoint candidate : candidates) {
      try {
        return open(candidate, starts.release());
      } catch (CheckpointTransferException e) {
        if (e.isRetriable()) {
          throw e;
        }
        refusals.add(e.getMessage());
      } catch (IOException e) {
        refusals.add(candidate.getCheckpointId() + ": " + e.getMessage());
      }
      LOG.atWarn()
          .addKeyValue("checkpointId", candidate.getCheckpointId())
          .addKeyValue("reason", refusals.get(refusals.size() - 1))
          .log("cannot go on from a checkpoint");
    }
    throw new UntrainableException(refusals);
  }

  private Opened open(Checkpoint candidate, Optional<Release> release)
      throws IOException, InterruptedException {
    Path directory = fetcher.fetch(candidate);
    ReplayProgress progress = ReplayProgress.read(directory);
    if (release
        .map(Release::getTrainFrom)
        .filter(candidate.getCheckpointId()::equals)
        .isPresent()) {
      progress = progress.atRate(release.get().getTrainRate());
    }
    CaptionReservoir learned = CaptionReservoir.read(directory, captions);
    Learner learner = learners.resume(candidate, directory, progress.rate());
    LOG.atInfo()
        .addKeyValue("checkpointId", candidate.getCheckpointId())
        .addKeyValue("step", learner.stepCount())
        .log("training goes on from a checkpoint");
    return new Opened(learner, Optional.of(candidate.getCheckpointId()), progress, learned);
  }
}
