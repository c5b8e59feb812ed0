package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.model.training.HardNegatives.Drawn;
import dev.xmcgan.model.training.TrainingExample;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws the pairs of a step: fresh ones, the rest from the whole window, no pair twice (a
 * contrastive loss would take it for its own negative), each under one of its captions, those with
 * like captions together. The draw depends on seed, step and what is in the window, and on nothing
 * else.
 */
public final class BatchSampler {
  private final long seed;
  private final HardNegatives hardNegatives;

  public BatchSampler(long seed, HardNegatives hardNegatives) {
    this.seed = seed;
    this.hardNegatives = hardNegatives;
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
    if (window.distinctPairs() < examples) {
      throw new IllegalArgumentException(
          "a step takes %d pairs, the window has %d".formatted(examples, window.distinctPairs()));
    }
    SplittableRandom random = random(step, skips);
    List<Drawn<WindowPair>> wanted = fresh.stream().map(pair -> drawn(pair, random)).toList();
    return hardNegatives
        .compose(
            examples, wanted, next -> drawn(window.get(next.nextInt(window.size())), next), random)
        .stream()
        .map(drawn -> new TrainingExample(drawn.pair().rgb(), drawn.caption()))
        .toList();
  }

  private static Drawn<WindowPair> drawn(WindowPair pair, SplittableRandom random) {
    List<String> captions = pair.captions();
    return new Drawn<>(pair.pairId(), captions.get(random.nextInt(captions.size())), pair);
  }

  /** Steps get generators as unlike as one can have: a splittable one mixes its seed well. */
  private SplittableRandom random(long step, long skips) {
    var ofStep = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
    return new SplittableRandom(ofStep.nextLong() + skips);
  }
}
