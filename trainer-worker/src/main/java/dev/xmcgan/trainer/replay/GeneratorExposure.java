package dev.xmcgan.trainer.replay;

import dev.xmcgan.schemas.LearnedStep;
import dev.xmcgan.schemas.NewPairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps which pairs of the log the generator was trained on, and in which step first. A step shows
 * most of its pairs to the discriminator alone; those count once the generator has its turn with
 * them, as fresh ones or in replay. Not thread-safe.
 */
public final class GeneratorExposure {
  private final int examples;
  private final Map<Integer, SortedSet<Long>> unseen = new TreeMap<>();
  private final FirstLearned firstTaken = new FirstLearned();
  private final List<LearnedStep> steps = new ArrayList<>();

  /**
   * @param examples of a step that train the generator: so many, the last
   * @param unseen offsets of pairs that may be replayed and that it was not trained on, by
   *     partition
   */
  public GeneratorExposure(int examples, Map<Integer, ? extends SortedSet<Long>> unseen) {
    this.examples = examples;
    unseen.forEach((partition, offsets) -> this.unseen.put(partition, new TreeSet<>(offsets)));
  }

  /** It has not been trained on anything that is in a window. */
  public static GeneratorExposure ofNothing(int examples, ReplayBuffer window) {
    GeneratorExposure exposure = new GeneratorExposure(examples, Map.of());
    for (int place = 0; place < window.size(); place++) {
      exposure.entered(window.positionAt(place));
    }
    return exposure;
  }

  /** A pair may be replayed from now on. */
  void entered(PairPosition position) {
    unseen
        .computeIfAbsent(position.partition().partition(), added -> new TreeSet<>())
        .add(position.offset());
  }

  /** A step was done; what it took has entered before. */
  void trained(TrainingPool.Draw draw) {
    firstTaken.add(draw.fresh());
    BatchSampler.Batch batch = draw.batch();
    Map<Integer, SortedSet<Long>> first = new TreeMap<>();
    for (int place = batch.examples().size() - examples; place < batch.examples().size(); place++) {
      PairPosition position = batch.positions().get(place);
      if (position == null) {
        continue;
      }
      int partition = position.partition().partition();
      SortedSet<Long> offsets = unseen.get(partition);
      if (offsets != null && offsets.remove(position.offset())) {
        first.computeIfAbsent(partition, added -> new TreeSet<>()).add(position.offset());
      }
    }
    first.forEach(
        (partition, offsets) ->
            steps.add(new LearnedStep(draw.number(), partition, new ArrayList<>(offsets))));
  }

  /**
   * What it was not trained on and still may be.
   *
   * @param window where the pairs of the window lie: what is before them is replayed no more
   * @return offsets by partition
   */
  public Map<Integer, SortedSet<Long>> unseen(WindowPlace window) {
    unseen.forEach(
        (partition, offsets) ->
            offsets.headSet(window.first().getOrDefault(partition, Long.MAX_VALUE)).clear());
    Map<Integer, SortedSet<Long>> copy = new TreeMap<>();
    unseen.forEach(
        (partition, offsets) -> {
          if (!offsets.isEmpty()) {
            copy.put(partition, new TreeSet<>(offsets));
          }
        });
    return copy;
  }

  /** Whether that pair may be replayed and it was not trained on it yet. */
  boolean isUnseen(PairPosition position) {
    SortedSet<Long> offsets = unseen.get(position.partition().partition());
    return offsets != null && offsets.contains(position.offset());
  }

  /** What it was trained on for the first time since {@link #published}, step by step. */
  public List<LearnedStep> steps() {
    return List.copyOf(steps);
  }

  /** The pairs that steps took for the first time since {@link #published}. */
  public NewPairs newPairs() {
    return firstTaken.newPairs();
  }

  /** A checkpoint has told all of it. */
  public void published() {
    firstTaken.clear();
    steps.clear();
  }
}
