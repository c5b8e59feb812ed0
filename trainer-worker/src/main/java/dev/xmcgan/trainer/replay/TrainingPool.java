package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * All that training draws from: the window of pairs, those not yet learned, and how many steps they
 * earned. A pair enters the window when it was learned. What a step takes depends on the log and on
 * the steps before it, not on when its pairs were read. Not thread-safe.
 */
public final class TrainingPool implements AutoCloseable {
  private final ReplayBuffer window;
  private final UnlearnedPairs fresh;
  private final StepBudget pace;
  private final BatchSampler sampler;
  private final CaptionReservoir captions;
  private final GeneratorExposure exposure;
  private final int examples;
  private final Clock clock;

  /**
   * @param window with what was learned before; closed with this
   * @param captions of what was learned before; what is learned is added
   * @param exposure of what is in the window; goes on with each step
   * @param examples pairs of a step
   */
  public TrainingPool(
      ReplayBuffer window,
      UnlearnedPairs fresh,
      StepBudget pace,
      BatchSampler sampler,
      CaptionReservoir captions,
      GeneratorExposure exposure,
      int examples,
      Clock clock) {
    this.window = window;
    this.fresh = fresh;
    this.pace = pace;
    this.sampler = sampler;
    this.captions = captions;
    this.exposure = exposure;
    this.examples = examples;
    this.clock = clock;
    pace.drawsFrom(window.size());
  }

  /**
   * The pairs of a step.
   *
   * @param fresh those that are learned for the first time; corrected ones twice
   * @param number of the step, once it is done
   */
  public record Draw(BatchSampler.Batch batch, List<WindowPair> fresh, long number) {
    /** What the learner takes. */
    public List<TrainingExample> examples() {
      return batch.examples();
    }
  }

  /**
   * What is there.
   *
   * @param windowPairs pairs in the window
   * @param windowAge how long ago its oldest pair came; zero when there is none
   * @param freshPairs pairs read that no step took yet
   * @param lag those and the ones that the generator was not trained on yet
   */
  public record State(int windowPairs, Duration windowAge, int freshPairs, Lag lag) {}

  /** The fresh pairs known to be next, out of so many that were wanted. */
  private record Ready(List<WindowPair> pairs, int wanted) {}

  /** A record was read. */
  public void arrived(LogEntry entry) {
    fresh.add(entry, clock.instant());
  }

  /**
   * Which partitions have nothing that was not read, as of now. Pairs that the log next says are no
   * more leave: nothing is learned before that.
   */
  public void endedAt(Set<TopicPartition> partitions) {
    fresh.endedAt(partitions);
    fresh.takeWhile(GonePair.class::isInstance).forEach(this::passed);
  }

  /** Whether enough was read to know what the next step takes. */
  public boolean isSettled() {
    return isSettled(ready());
  }

  /** Whether there are enough different pairs for a step, with what is rehearsed. */
  public boolean isStepPossible() {
    return isEnough(ready().pairs());
  }

  /** Whether a step can be done, and was earned or is never waited for. */
  public boolean isStepDue() {
    Ready ready = ready();
    return isSettled(ready)
        && isEnough(ready.pairs())
        && pace.isStepDue(ready.pairs().size(), fresh.longestWait(clock.instant()), examples);
  }

  /** The partitions of which no more need be read for now; the log is the longer queue. */
  public Set<TopicPartition> wellStocked() {
    Ready ready = ready();
    return fresh.partitionsWith(ready.pairs().size() == ready.wanted() ? 1 : ready.wanted());
  }

  /**
   * Draws the pairs of a step that is due. Nothing changes until it is known how it went.
   *
   * @param step number of steps done
   * @param skips steps given up so far
   */
  public Draw draw(long step, long skips) {
    List<WindowPair> ready = ready().pairs();
    int quota = Math.min(ready.size(), pace.freshQuota(examples));
    // as long as the window is too short for the rest of a step, fresh pairs take its place
    while (!isEnough(ready.subList(0, quota))) {
      quota++;
    }
    List<WindowPair> first = List.copyOf(ready.subList(0, quota));
    return new Draw(sampler.draw(step, skips, examples, first, window), first, step + 1);
  }

  /** The drawn step was done. */
  public void stepped(Draw draw) {
    pace.learned(draw.fresh().size());
    fresh.remove(draw.fresh()).forEach(this::learned);
    exposure.trained(draw);
    pace.stepped();
  }

  /** Which pairs steps took, and which of them the generator was trained on. */
  public GeneratorExposure exposure() {
    return exposure;
  }

  /** The drawn step was not done; its fresh pairs shall not hold up others, but may be replayed. */
  public void giveUp(Draw draw) {
    pace.learned(draw.fresh().size());
    fresh.remove(draw.fresh()).forEach(this::passed);
  }

  /** For each partition with pairs not yet learned, the offset of the first. */
  public Map<TopicPartition, Long> firstUnlearned() {
    return fresh.firstOffsets();
  }

  /** Steps earned and not yet done. */
  public double credit() {
    return pace.credit();
  }

  /** A sample of the captions of all that was learned. */
  public CaptionReservoir captions() {
    return captions;
  }

  /** Where the pairs of the window lie in the log. */
  public WindowPlace windowPlace() {
    return window.place();
  }

  /** What is there now. */
  public State state() {
    Instant now = clock.instant();
    return new State(
        window.size(), window.age(now), fresh.size(), Lag.of(window, exposure, fresh, now));
  }

  /** Different pairs to draw from, as far as they were read. */
  public int distinctPairs() {
    return distinctWith(ready().pairs());
  }

  /** Pairs read and not yet learned. */
  public int freshPairs() {
    return fresh.size();
  }

  @Override
  public void close() throws IOException {
    window.close();
  }

  private void learned(LogEntry entry) {
    passed(entry);
    if (entry instanceof WindowPair pair) {
      pair.captions().forEach(caption -> captions.learned(pair.pairId(), caption));
    }
  }

  /** It is behind the place in the log from which learning goes on. */
  private void passed(LogEntry entry) {
    window.follow(entry);
    if (entry instanceof WindowPair pair) {
      exposure.entered(pair.position());
    } else if (entry instanceof GonePair gone && gone.erased()) {
      captions.forget(gone.pairId());
      sampler.forget(gone.pairId());
    }
    pace.drawsFrom(window.size());
  }

  private boolean isSettled(Ready ready) {
    return ready.pairs().size() == ready.wanted() || fresh.isCaughtUp();
  }

  /** Corrections count once, so that it may take more pairs than a step has. */
  private Ready ready() {
    int wanted = examples;
    List<WindowPair> pairs = fresh.peek(wanted);
    while (pairs.size() == wanted && distinctWith(pairs) < examples) {
      wanted *= 2;
      pairs = fresh.peek(wanted);
    }
    return new Ready(pairs, wanted);
  }

  /** A step has at least one pair that is not rehearsed. */
  private boolean isEnough(List<WindowPair> pairs) {
    int distinct = distinctWith(pairs);
    return distinct >= 1 && distinct + sampler.rehearsed() >= examples;
  }

  private int distinctWith(List<WindowPair> pairs) {
    Set<String> added = new HashSet<>();
    for (WindowPair pair : pairs) {
      if (!window.contains(pair.pairId())) {
        added.add(pair.pairId());
      }
    }
    return window.size() + added.size();
  }
}
