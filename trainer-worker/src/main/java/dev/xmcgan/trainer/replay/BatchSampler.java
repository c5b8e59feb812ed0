package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.model.training.HardNegatives.Drawn;
import dev.xmcgan.model.training.TrainingExample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

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
   * @param fresh pairs that must be among them, in the order of the log: of several versions of a
   *     pair, the last; at most {@code examples} different ones
   * @throws IllegalArgumentException when there are too few different pairs
   */
  public List<TrainingExample> draw(
      long step, long skips, int examples, List<WindowPair> fresh, ReplayWindow window) {
    Map<String, WindowPair> first = new LinkedHashMap<>();
    fresh.forEach(pair -> first.put(pair.pairId(), pair));
    long different =
        window.distinctPairs()
            + first.keySet().stream().filter(pairId -> !window.contains(pairId)).count();
    if (different < examples) {
      throw new IllegalArgumentException(
          "a step takes %d pairs, there are %d".formatted(examples, different));
    }
    SplittableRandom random = random(step, skips);
    List<Drawn<Supplier<byte[]>>> wanted =
        first.values().stream()
            .map(pair -> drawn(pair.pairId(), pair.captions(), pair::rgb, random))
            .toList();
    return hardNegatives.compose(examples, wanted, next -> replayed(window, next), random).stream()
        .map(drawn -> new TrainingExample(drawn.pair().get(), drawn.caption()))
        .toList();
  }

  /** Many more are drawn than taken: an image is read only once it is. */
  private static Drawn<Supplier<byte[]>> replayed(ReplayWindow window, SplittableRandom random) {
    int place = random.nextInt(window.size());
    return drawn(
        window.idAt(place), window.captionsAt(place), () -> window.get(place).rgb(), random);
  }

  private static Drawn<Supplier<byte[]>> drawn(
      String id, List<String> captions, Supplier<byte[]> rgb, SplittableRandom random) {
    return new Drawn<>(id, captions.get(random.nextInt(captions.size())), rgb);
  }

  /** Steps get generators as unlike as one can have: a splittable one mixes its seed well. */
  private SplittableRandom random(long step, long skips) {
    var ofStep = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
    return new SplittableRandom(ofStep.nextLong() + skips);
  }
}
