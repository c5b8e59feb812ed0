package dev.xmcgan.trainer.rehearsal;

import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.checkpoints.CheckpointBoard;
import dev.xmcgan.trainer.config.TrainerConfig;
import dev.xmcgan.trainer.learning.CheckpointSampler;
import dev.xmcgan.trainer.learning.CheckpointSampler.Painting;
import dev.xmcgan.trainer.replay.ImageCache;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the anchor and its captions from Kafka and makes a {@link Rehearsal} of them. */
public final class RehearsalOpener {
  private static final Logger LOG = LoggerFactory.getLogger(RehearsalOpener.class);
  private static final int COLOURS = 3;

  private static final Set<String> FILES =
      Set.of("config.json", "generator.safetensors", CaptionReservoir.FILE);

  private final CheckpointFetcher fetcher;
  private final CheckpointSampler painter;
  private final TrainerConfig.Rehearsal config;
  private final Path directory;
  private final long seed;

  /**
   * @param fetcher whose cache keeps the anchor's files until somebody clears it
   * @param directory for what the anchor drew; holds nothing that must last
   * @param seed of the anchor's images
   */
  public RehearsalOpener(
      CheckpointFetcher fetcher,
      CheckpointSampler painter,
      TrainerConfig.Rehearsal config,
      Path directory,
      long seed) {
    this.fetcher = fetcher;
    this.painter = painter;
    this.config = config;
    this.directory = directory;
    this.seed = seed;
  }

  /**
   * Rehearses what a checkpoint knows.
   *
   * @param anchor the checkpoint's id
   * @param stopping ends waits for Kafka
   * @return nothing to rehearse where that is switched off, where there is no anchor (any more), or
   *     where it says no captions; the caller's to close
   * @throws IOException when Kafka or the disk is in the way; it may work later
   */
  public Rehearsal open(Optional<String> anchor, CheckpointBoard board, BooleanSupplier stopping)
      throws IOException, InterruptedException {
    if (config.share() == 0 || anchor.isEmpty()) {
      return Rehearsal.none();
    }
    Optional<Checkpoint> manifest = board.checkpoint(anchor.get(), stopping);
    if (manifest.isEmpty()) {
      return without(anchor.get(), "it is not on Kafka any more");
    }
    try {
      return open(manifest.get());
    } catch (CheckpointTransferException e) {
      if (e.isRetriable()) {
        throw e;
      }
      return without(anchor.get(), e.getMessage());
    } catch (CheckpointException e) {
      return without(anchor.get(), e.getMessage());
    }
  }

  /** Whether rehearsal needs a file of the anchor. */
  public static boolean isNeeded(String file) {
    return FILES.contains(file);
  }

  private static Rehearsal without(String anchor, String reason) {
    LOG.atWarn()
        .addKeyValue("checkpointId", anchor)
        .addKeyValue("reason", reason)
        .log("nothing is rehearsed: there is no anchor");
    return Rehearsal.none();
  }

  private Rehearsal open(Checkpoint anchor) throws IOException, InterruptedException {
    Path files = fetcher.fetch(anchor, RehearsalOpener::isNeeded);
    List<CaptionReservoir.Learned> captions =
        CaptionReservoir.read(files, config.captions()).learned();
    if (captions.isEmpty()) {
      LOG.atInfo()
          .addKeyValue("checkpointId", anchor.getCheckpointId())
          .log("nothing is rehearsed: the anchor says no captions that it knows");
      return Rehearsal.none();
    }
    LOG.atInfo()
        .addKeyValue("checkpointId", anchor.getCheckpointId())
        .addKeyValue("captions", captions.size())
        .log("rehearses what the anchor can draw");
    return open(anchor, files, captions);
  }

  private Rehearsal open(Checkpoint anchor, Path files, List<CaptionReservoir.Learned> captions)
      throws IOException {
    int edge = ModelConfig.fromJson(anchor.getModelConfig()).imageSize();
    Painting painting = painter.open(anchor, files);
    try {
      ImageCache images = ImageCache.in(directory, edge * edge * COLOURS);
      return Rehearsal.of(captions, config.share(), seed, painting, images);
    } catch (IOException | RuntimeException e) {
      painting.close();
      throw e;
    }
  }
}
