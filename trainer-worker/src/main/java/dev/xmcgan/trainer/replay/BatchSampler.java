package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Draws the pairs of a step: fresh ones first, the rest from the whole window at even chances, no
 * pair twice (a contrastive loss would take it for its own negative), each under one of its
 * captions. The draw depends on seed, step and what is in the window, and on nothing else.
 */
public final class BatchSampler {
  private final long seed;

  public BatchSampler(long seed) {
    this.seed = seed;
  }

  /**
   * The pairs of one step in random order.
   *
   * @param step number of the step
   * @param skips steps given up so far; moves the draw on when a step is tried anew
   * @param examples how many are wanted
   * @param fresh pairs that must be among them, in the order of the log: of several versions of a
   *     pair, the last; at most {@code examples} different ones
   * @throws IllegalArgumentException when there are too few different pairs
   */
  public List<TrainingExample> draw(
      long step, long skips, int examples, List<WindowPair> fresh, ReplayWindow window) {
    SplittableRandom random = random(step, skips);
    Map<String, WindowPair> drawn = new LinkedHashMap<>();
    fresh.forEach(pair -> drawn.put(pair.pairId(), pair));
    long different =
        window.distinctPairs()
            + drawn.keySet().stream().filter(pairId -> !window.contains(pairId)).count();
    if (different < examples) {
      throw new IllegalArgumentException(
          "a step takes %d pairs, there are %d".formatted(examples, different));
    }
    while (drawn.size() < examples) {
      int place = random.nextInt(window.size());
      drawn.computeIfAbsent(window.idAt(place), absent -> window.get(place));
    }
    // the fresh ones must not always be first: a step may be cut into batches
    List<WindowPair> shuffled = new ArrayList<>(drawn.values());
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    return shuffled.stream().map(pair -> example(pair, random)).toList();
  }

  private static TrainingExample example(WindowPair pair, SplittableRandom random) {
    List<String> captions = pair.captions();
    return new TrainingExample(pair.rgb(), captions.get(random.nextInt(captions.size())));
  }

  /** Steps get generators as unlike as one can have: a splittable one mixes its seed well. */
  private SplittableRandom random(long step, long skips) {
    var ofStep = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
    return new SplittableRandom(ofStep.nextLong() + skips);
  }
}
