package dev.xmcgan.trainer.replay;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.captions.HardNegatives.Drawn;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Draws the pairs of a step: fresh ones, the rest from the whole window and from what is rehearsed,
 * no pair twice (a contrastive loss would take it for its own negative), each under one of its
 * captions, those with like captions together. The draw depends on seed, step, what is in the
 * window and what is rehearsed, and on nothing else.
 */
public final class BatchSampler {
  // apart from the draw of pairs, which must not hang on how many are changed
  private static final long REPEATED = 0x726570656174L;

  private final long seed;
  private final int smallStream;
  private final HardNegatives hardNegatives;
  private final Rehearsal rehearsal;

  /** Where an example comes from; an image is read or drawn only once it is taken. */
  private sealed interface Source {
    /** A real pair. */
    record Real(PairPosition position, Supplier<byte[]> rgb) implements Source {}

    /** An example that is rehearsed. */
    record Rehearsed(int number) implements Source {}
  }

  /**
   * What a step takes.
   *
   * @param positions of those examples that are pairs of the log, by their place in the step; the
   *     others are rehearsed
   */
  public record Batch(List<TrainingExample> examples, Map<Integer, PairPosition> positions) {
    public Batch {
      examples = List.copyOf(examples);
      positions = Map.copyOf(positions);
    }
  }

  /**
   * @param smallStream pairs of a window that has enough; of a smaller one some are marked as
   *     repeated, the more the smaller it is
   * @param rehearsal stays the caller's
   */
  public BatchSampler(
      long seed, int smallStream, HardNegatives hardNegatives, Rehearsal rehearsal) {
    this.seed = seed;
    this.smallStream = smallStream;
    this.hardNegatives = hardNegatives;
    this.rehearsal = rehearsal;
  }

  /** Of an erased pair nothing is rehearsed. */
  void forget(String pairId) {
    rehearsal.forget(CaptionReservoir.hash(pairId));
  }

  /** How many different examples are rehearsed, beside all pairs. */
  int rehearsed() {
    return rehearsal.size();
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
   * @throws UncheckedIOException when what is rehearsed cannot be kept
   */
  public Batch draw(
      long step, long skips, int examples, List<WindowPair> fresh, ReplayBuffer window) {
    Map<String, WindowPair> first = new LinkedHashMap<>();
    fresh.forEach(pair -> first.put(pair.pairId(), pair));
    long different =
        window.size() + first.keySet().stream().filter(pairId -> !window.contains(pairId)).count();
    if (different + rehearsed() < examples) {
      throw new IllegalArgumentException(
          "a step takes %d pairs, there are %d".formatted(examples, different));
    }
    SplittableRandom random = random(step, skips);
    List<Drawn<Source>> wanted =
        first.values().stream()
            .map(pair -> drawn(pair.pairId(), pair.captions(), pair.position(), pair::rgb, random))
            .toList();
    // a window whose pairs are all in the step already has no more of them to give
    boolean exhausted = window.size() == 0;
    List<Drawn<Source>> drawn =
        hardNegatives.compose(
            examples,
            wanted,
            next -> exhausted || rehearsal.isNext(next) ? rehearsed(next) : replayed(window, next),
            random);
    return new Batch(
        examples(drawn, new SplittableRandom(random.nextLong() ^ REPEATED), different),
        positions(drawn));
  }

  private static Map<Integer, PairPosition> positions(List<Drawn<Source>> drawn) {
    Map<Integer, PairPosition> positions = new LinkedHashMap<>();
    for (int place = 0; place < drawn.size(); place++) {
      if (drawn.get(place).pair() instanceof Source.Real real) {
        positions.put(place, real.position());
      }
    }
    return positions;
  }

  private List<TrainingExample> examples(
      List<Drawn<Source>> drawn, SplittableRandom random, long different) {
    List<Integer> rehearsed = new ArrayList<>();
    for (Drawn<Source> each : drawn) {
      if (each.pair() instanceof Source.Rehearsed one) {
        rehearsed.add(one.number());
      }
    }
    try {
      rehearsal.draw(rehearsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return drawn.stream()
        .map(
            each ->
                example(
                    each.caption(), each.pair(), random.nextDouble() * smallStream >= different))
        .toList();
  }

  private TrainingExample example(String caption, Source source, boolean repeated) {
    if (source instanceof Source.Real real) {
      return new TrainingExample(real.rgb().get(), caption, OptionalLong.empty(), false, repeated);
    } else if (source instanceof Source.Rehearsed rehearsed) {
      return rehearsal.example(rehearsed.number());
    }
    throw new IllegalStateException("an example of " + source);
  }

  private Drawn<Source> rehearsed(SplittableRandom random) {
    int number = rehearsal.pick(random);
    return new Drawn<>(
        "rehearsed/" + number, rehearsal.caption(number), new Source.Rehearsed(number));
  }

  /** Many more are drawn than taken. */
  private static Drawn<Source> replayed(ReplayBuffer window, SplittableRandom random) {
    int place = random.nextInt(window.size());
    return drawn(
        window.idAt(place),
        window.captionsAt(place),
        window.positionAt(place),
        () -> window.get(place).rgb(),
        random);
  }

  private static Drawn<Source> drawn(
      String id,
      List<String> captions,
      PairPosition position,
      Supplier<byte[]> rgb,
      SplittableRandom random) {
    return new Drawn<>(
        id, captions.get(random.nextInt(captions.size())), new Source.Real(position, rgb));
  }

  /** Steps get generators as unlike as one can have: a splittable one mixes its seed well. */
  private SplittableRandom random(long step, long skips) {
    var ofStep = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
    return new SplittableRandom(ofStep.nextLong() + skips);
  }
}
