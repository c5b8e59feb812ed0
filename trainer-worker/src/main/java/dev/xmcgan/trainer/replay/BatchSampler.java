package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.TrainingExample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
   * @param fresh pairs that must be among them, at most {@code examples}
   * @throws IllegalArgumentException when the window has too few different pairs
   */
  public List<TrainingExample> draw(
      long step, long skips, int examples, List<WindowPair> fresh, ReplayWindow window) {
    SplittableRandom random = random(step, skips);
    List<WindowPair> drawn = new ArrayList<>(fresh);
    Set<String> taken = new HashSet<>();
    fresh.forEach(pair -> taken.add(pair.pairId()));
    if (window.distinctPairs() < examples) {
      throw new IllegalArgumentException(
          "a step takes %d pairs, the window has %d".formatted(examples, window.distinctPairs()));
    }
    while (drawn.size() < examples) {
      WindowPair pair = window.get(random.nextInt(window.size()));
      if (taken.add(pair.pairId())) {
        drawn.add(pair);
      }
    }
    // the fresh ones must not always be first: a step may be cut into batches
    Collections.shuffle(drawn, new Random(random.nextLong()));
    return drawn.stream().map(pair -> example(pair, random)).toList();
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
