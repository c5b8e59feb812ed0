package dev.xmcgan.trainer.gate;

import ai.djl.engine.EngineException;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.learning.CheckpointSampler;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Brings a checkpoint from Kafka, as a generator worker would, and draws with it. What the last few
 * checkpoints drew is kept for as long as it is asked for. Not thread-safe.
 */
final class CheckpointDrawing {
  /**
   * Images between two looks at whether to go on; they hold up training for about as long as a step
   * of it holds up them.
   */
  private static final int BATCH = 64;

  /** The candidate, what serves and the best so far. */
  private static final int CHECKPOINTS = 3;

  /** What drawing needs of a checkpoint. */
  private static final Set<String> FILES = Set.of("config.json", "generator.safetensors");

  private final CheckpointFetcher fetcher;
  private final CheckpointSampler painter;
  private final Map<String, Map<ImageRequest, GeneratedImage>> known =
      new LinkedHashMap<>(CHECKPOINTS, 0.75f, true);

  CheckpointDrawing(CheckpointFetcher fetcher, CheckpointSampler painter) {
    this.fetcher = fetcher;
    this.painter = painter;
  }

  /** What came of it. */
  sealed interface Outcome {
    /** The image of each request. */
    record Drawn(Map<ImageRequest, GeneratedImage> images) implements Outcome {}

    /** The checkpoint cannot be drawn with; trying again gives the same. */
    record Unusable(String reason) implements Outcome {}

    /** It was given up for something more urgent. */
    record GivenUp() implements Outcome {}
  }

  /**
   * Draws one image for each request.
   *
   * @param urgent without waiting for steps of training; else in batches between them
   * @param givingUp asked between batches
   * @throws CheckpointTransferException when Kafka or the disk was in the way; it may work later
   */
  Outcome draw(
      Checkpoint checkpoint,
      Collection<ImageRequest> requests,
      boolean urgent,
      BooleanSupplier givingUp)
      throws CheckpointTransferException, InterruptedException {
    Map<ImageRequest, GeneratedImage> images =
        known.computeIfAbsent(checkpoint.getCheckpointId(), added -> new HashMap<>());
    images.keySet().retainAll(Set.copyOf(requests));
    known.keySet().removeAll(known.keySet().stream().limit(excess()).toList());
    List<ImageRequest> missing =
        requests.stream().filter(request -> !images.containsKey(request)).distinct().toList();
    if (missing.isEmpty()) {
      return new Outcome.Drawn(Map.copyOf(images));
    }
    try {
      Path directory = fetcher.fetch(checkpoint, FILES::contains);
      try (CheckpointSampler.Painting painting = painter.open(checkpoint, directory)) {
        return draw(painting, missing, images, urgent, givingUp);
      } finally {
        fetcher.keepOnly(Set.of());
      }
    } catch (CheckpointTransferException e) {
      if (e.isRetriable()) {
        throw e;
      }
      return new Outcome.Unusable(e.getMessage());
    } catch (IOException | EngineException e) {
      return new Outcome.Unusable(withoutPlace(e.getMessage(), checkpoint));
    } catch (RuntimeException e) {
      // not even a checkpoint that no one thought of may stop the trainer
      return new Outcome.Unusable(e.toString());
    }
  }

  private int excess() {
    return Math.max(0, known.size() - CHECKPOINTS);
  }

  /** Where the files lay for a moment says nothing to who reads the reason elsewhere. */
  private static String withoutPlace(String message, Checkpoint checkpoint) {
    return String.valueOf(message)
        .replaceAll("\\S*" + Pattern.quote(checkpoint.getCheckpointId()) + "[/\\\\]", "");
  }

  private static Outcome draw(
      CheckpointSampler.Painting painting,
      List<ImageRequest> requests,
      Map<ImageRequest, GeneratedImage> images,
      boolean urgent,
      BooleanSupplier givingUp) {
    for (int from = 0; from < requests.size(); from += BATCH) {
      if (givingUp.getAsBoolean()) {
        return new Outcome.GivenUp();
      }
      List<ImageRequest> batch = requests.subList(from, Math.min(requests.size(), from + BATCH));
      List<GeneratedImage> drawn = painting.draw(batch, urgent);
      for (int i = 0; i < drawn.size(); i++) {
        images.put(batch.get(i), drawn.get(i));
      }
    }
    return new Outcome.Drawn(Map.copyOf(images));
  }
}
