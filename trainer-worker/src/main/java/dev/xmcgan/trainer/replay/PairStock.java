package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.NewPairs;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * All that training draws from: the window of pairs, those of them not yet learned, and how many
 * steps they earned. Not thread-safe.
 */
public final class PairStock {
  private final ReplayWindow window;
  private final FreshPairs fresh = new FreshPairs();
  private final FirstLearned firstLearned = new FirstLearned();
  private final Pace pace;
  private final BatchSampler sampler;
  private final Clock clock;

  /**
   * @param window with what was learned before
   */
  public PairStock(ReplayWindow window, Pace pace, BatchSampler sampler, Clock clock) {
    this.window = window;
    this.pace = pace;
    this.sampler = sampler;
    this.clock = clock;
  }

  /**
   * The pairs of a step.
   *
   * @param fresh those of them that are learned for the first time
   */
  public record Draw(List<TrainingExample> examples, List<WindowPair> fresh) {}

  /** A new pair was read. */
  public void arrived(WindowPair pair) {
    window.add(pair);
    fresh.add(pair, clock.instant());
    pace.arrived();
  }

  /** Whether there are enough different pairs for a step. */
  public boolean isEnoughFor(int examples) {
    return window.distinctPairs() >= examples;
  }

  /** Whether a step was earned, or is never waited for. */
  public boolean isStepDue() {
    return pace.isStepDue(fresh.size(), fresh.longestWait(clock.instant()));
  }

  /** Whether so many pairs wait that no more should be read for now. */
  public boolean isBehind() {
    return fresh.size() >= Math.max(1, window.capacity() / 2);
  }

  /**
   * Draws the pairs of a step; the fresh ones among them count as learned unless put back.
   *
   * @param step number of steps done
   * @param skips steps given up so far
   */
  public Draw draw(long step, long skips, int examples) {
    List<WindowPair> first = fresh.take(pace.freshQuota(fresh.size(), examples));
    return new Draw(sampler.draw(step, skips, examples, first, window), first);
  }

  /** The drawn step was done. */
  public void stepped(Draw draw) {
    pace.stepped();
    firstLearned.add(draw.fresh());
  }

  /** The pairs learned for the first time since {@link #published}. */
  public NewPairs firstLearned() {
    return firstLearned.newPairs();
  }

  /** A checkpoint has all that was learned. */
  public void published() {
    firstLearned.clear();
  }

  /** The drawn step was not done; its fresh pairs are next again. */
  public void putBack(Draw draw) {
    fresh.putBack(draw.fresh(), clock.instant());
  }

  /** For each partition with pairs not yet learned, the offset of the first. */
  public Map<TopicPartition, Long> firstUnlearned() {
    return fresh.firstOffsets();
  }

  /** Steps earned by pairs that will not be read again after a restart. */
  public double creditToRemember() {
    return pace.creditWithout(fresh.size());
  }

  /** Pairs in the window. */
  public int windowPairs() {
    return window.size();
  }

  /** Different pairs in the window. */
  public int distinctPairs() {
    return window.distinctPairs();
  }

  /** Pairs not yet learned. */
  public int freshPairs() {
    return fresh.size();
  }
}
