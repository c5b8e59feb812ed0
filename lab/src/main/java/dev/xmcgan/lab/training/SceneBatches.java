package dev.xmcgan.lab.training;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.captions.HardNegatives.Drawn;
import dev.xmcgan.model.training.TrainingExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The pairs of each step: a function of the seed and the step alone, so that resumed training sees
 * what unbroken training would have seen, and models that are to be compared see the same.
 */
public final class SceneBatches {
  // apart from the other numbers made from the same seed
  private static final long STREAM = 0x706f6f6cL;

  private final ScenePool pool;
  private final ScenePool fresh;
  private final double share;
  private final long seed;
  private final HardNegatives hardNegatives;

  private SceneBatches(
      ScenePool pool, ScenePool fresh, double share, long seed, HardNegatives hardNegatives) {
    this.pool = pool;
    this.fresh = fresh;
    this.share = share;
    this.seed = seed;
    this.hardNegatives = hardNegatives;
  }

  /** All from one pool. */
  public static SceneBatches of(ScenePool pool, long seed, HardNegatives hardNegatives) {
    return new SceneBatches(pool, pool, 0, seed, hardNegatives);
  }

  /**
   * A share of each batch from other scenes, the rest replayed from the same pool as before.
   *
   * @param freshShare 0 to 1
   */
  public SceneBatches withShareOf(ScenePool others, double freshShare) {
    if (!(freshShare >= 0 && freshShare <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + freshShare);
    }
    return new SceneBatches(pool, others, freshShare, seed, hardNegatives);
  }

  /** Different pairs, each with one of its captions. */
  public List<TrainingExample> batch(long step, int size) {
    // mixed, not added: seeds a fixed distance apart can give one sequence at different places
    long mixed = new SplittableRandom(step).nextLong();
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(seed ^ STREAM).nextLong() ^ mixed);
    return hardNegatives.compose(size, wanted(size, random), pool::drawn, random).stream()
        .map(Drawn::pair)
        .toList();
  }

  private List<Drawn<TrainingExample>> wanted(int size, SplittableRandom random) {
    int count = Math.min((int) Math.round(share * size), fresh.size());
    List<Drawn<TrainingExample>> wanted = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    while (wanted.size() < count) {
      Drawn<TrainingExample> drawn = fresh.drawn(random);
      if (ids.add(drawn.id())) {
        wanted.add(drawn);
      }
    }
    return wanted;
  }
}
