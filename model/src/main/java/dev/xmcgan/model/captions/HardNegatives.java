package dev.xmcgan.model.captions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Composes batches of pairs that are hard to tell apart: groups whose captions share most of their
 * words. Among pairs drawn at even chances a few words (the background, a colour) tell captions
 * apart, and the contrastive losses have little to teach of anything finer; beside a caption that
 * differs in one word, that word is what must be seen.
 *
 * <p>Likeness is the Jaccard index of the captions' words. Captions equal to the letter are kept
 * apart where there are others: they would be each other's negatives though both are true.
 *
 * @param groupSize pairs that are alike; 1 draws all at even chances
 * @param candidates pairs looked at for each group: the more, the more alike its members
 */
public record HardNegatives(int groupSize, int candidates) {
  private static final int MOST_CANDIDATES = 10_000;
  private static final int TRIES_FOR_ANOTHER_CAPTION = 20;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is impossible
   */
  public HardNegatives {
    if (groupSize < 1) {
      throw new IllegalArgumentException("group size must be at least 1, not " + groupSize);
    }
    if (candidates < groupSize || candidates > MOST_CANDIDATES) {
      throw new IllegalArgumentException(
          "candidates must be from the group size, %d, to %d, not %d"
              .formatted(groupSize, MOST_CANDIDATES, candidates));
    }
  }

  /** Pairs at even chances. */
  public static HardNegatives none() {
    return new HardNegatives(1, 1);
  }

  /** Four of a kind among many: small streams have few pairs that are alike. */
  public static HardNegatives starter() {
    return new HardNegatives(4, 1024);
  }

  /**
   * A pair under the caption that it was drawn with.
   *
   * @param id no two of one id come into a batch
   */
  public record Drawn<P>(String id, String caption, P pair) {}

  /**
   * Composes the pairs of a step, groups in random order, members of a group next to each other.
   *
   * @param size how many; {@code source} must have as many different ids
   * @param wanted pairs that must be among them, at most {@code size}; each begins a group as long
   *     as there is room for groups
   * @param source draws a pair at even chances
   */
  public <P> List<Drawn<P>> compose(
      int size,
      List<Drawn<P>> wanted,
      Function<SplittableRandom, Drawn<P>> source,
      SplittableRandom random) {
    Batch<P> batch = new Batch<>(wanted);
    List<List<Drawn<P>>> groups = new ArrayList<>();
    for (int begun = 0; batch.members < size; begun++) {
      Drawn<P> first = begun < wanted.size() ? wanted.get(begun) : another(batch, source, random);
      batch.add(first);
      int reserved = Math.max(0, wanted.size() - begun - 1);
      int room = Math.min(groupSize - 1, size - batch.members - reserved);
      List<Drawn<P>> group = new ArrayList<>(List.of(first));
      if (room > 0) {
        group.addAll(mostAlike(first, room, batch, source, random));
      }
      groups.add(group);
    }
    // the wanted ones must not always be first: a step may be cut into batches
    Collections.shuffle(groups, new Random(random.nextLong()));
    return groups.stream().flatMap(List::stream).toList();
  }

  private static <P> Drawn<P> another(
      Batch<P> batch, Function<SplittableRandom, Drawn<P>> source, SplittableRandom random) {
    for (int tries = 1; ; tries++) {
      Drawn<P> drawn = source.apply(random);
      // a stock may have one caption only
      if (batch.lacks(drawn)
          && (tries >= TRIES_FOR_ANOTHER_CAPTION || !batch.says(drawn.caption()))) {
        return drawn;
      }
    }
  }

  /** Fewer when too few candidates are new to the batch. */
  private <P> List<Drawn<P>> mostAlike(
      Drawn<P> first,
      int count,
      Batch<P> batch,
      Function<SplittableRandom, Drawn<P>> source,
      SplittableRandom random) {
    CaptionWords words = CaptionWords.of(first.caption());
    List<Ranked<P>> ranked = new ArrayList<>(candidates);
    for (int i = 0; i < candidates; i++) {
      Drawn<P> drawn = source.apply(random);
      if (batch.lacks(drawn) && !batch.says(drawn.caption())) {
        ranked.add(new Ranked<>(drawn, words.likeness(CaptionWords.of(drawn.caption()))));
      }
    }
    ranked.sort(Comparator.comparingDouble((Ranked<P> one) -> one.likeness()).reversed());
    List<Drawn<P>> taken = new ArrayList<>(count);
    for (Ranked<P> next : ranked) {
      if (taken.size() == count) {
        break;
      }
      // one may have been drawn twice, or another under the same caption
      if (batch.lacks(next.drawn()) && !batch.says(next.drawn().caption())) {
        batch.add(next.drawn());
        taken.add(next.drawn());
      }
    }
    return taken;
  }

  private record Ranked<P>(Drawn<P> drawn, double likeness) {}

  /** What is in the batch so far. */
  private static final class Batch<P> {
    private final Set<String> ids = new HashSet<>();
    private final Set<String> captions = new HashSet<>();
    private int members;

    Batch(List<Drawn<P>> reserved) {
      reserved.forEach(drawn -> ids.add(drawn.id()));
    }

    boolean lacks(Drawn<P> drawn) {
      return !ids.contains(drawn.id());
    }

    boolean says(String caption) {
      return captions.contains(caption);
    }

    void add(Drawn<P> drawn) {
      ids.add(drawn.id());
      captions.add(drawn.caption());
      members++;
    }
  }
}
