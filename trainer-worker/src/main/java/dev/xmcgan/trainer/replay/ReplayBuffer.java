package dev.xmcgan.trainer.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pairs last learned, up to a capacity, in the order in which they were learned first: a
 * function of the steps done, so that a restart that follows the same stretch of the log finds the
 * same window. Each pair is in it once: a corrected one takes the place of its earlier version, at
 * the end. Images lie in a file, the rest on the heap. Not thread-safe.
 */
public final class ReplayBuffer implements AutoCloseable {
  private static final Comparator<Held> OLDEST_FIRST = Comparator.comparingLong(Held::number);

  /** A pair without its image, which is in the slot; numbered as they are added. */
  private record Held(
      long number, PairPosition position, String pairId, List<String> captions, int slot) {}

  private final int capacity;
  private final ImageCache images;

  /** Oldest first; an array of references, from which one is taken in microseconds. */
  private final List<Held> order = new ArrayList<>();

  private final Map<String, Held> byId = new HashMap<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private long added;

  /**
   * @param capacity most pairs, at least 1
   * @param images where their images go; closed with this
   */
  public ReplayBuffer(int capacity, ImageCache images) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a replay window holds at least 1 pair, not " + capacity);
    }
    this.capacity = capacity;
    this.images = images;
  }

  /** Does what a record that is learned, or passed over, means for the window. */
  void follow(LogEntry entry) {
    if (entry instanceof WindowPair pair) {
      add(pair);
    } else if (entry instanceof GonePair gone) {
      remove(gone.pairId());
    } else {
      throw new IllegalStateException("a window with " + entry);
    }
  }

  /**
   * Adds a pair in the place of its earlier version, if there is one; the oldest leaves when there
   * are too many.
   *
   * @throws UncheckedIOException when the disk is full
   */
  public void add(WindowPair pair) {
    Held earlier = byId.get(pair.pairId());
    if (earlier != null) {
      take(earlier);
    } else if (isFull()) {
      take(order.get(0));
    }
    int slot = free.isEmpty() ? order.size() : free.pop();
    try {
      images.put(slot, pair.rgb());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Held held = new Held(added++, pair.position(), pair.pairId(), pair.captions(), slot);
    order.add(held);
    byId.put(pair.pairId(), held);
  }

  /** Takes a pair out; of its image nothing stays. */
  void remove(String pairId) {
    Held held = byId.get(pairId);
    if (held != null) {
      take(held);
      images.clear(held.slot());
    }
  }

  /** Id of the pair at a place, 0 = oldest. */
  public String idAt(int index) {
    return order.get(index).pairId();
  }

  /** The pair at a place, 0 = oldest. */
  public WindowPair get(int index) {
    Held held = order.get(index);
    return new WindowPair(held.position(), held.pairId(), held.captions(), images.get(held.slot()));
  }

  /** Captions of the pair at a place, 0 = oldest. */
  public List<String> captionsAt(int index) {
    return order.get(index).captions();
  }

  /** Where the pair at a place lies in the log, 0 = oldest. */
  PairPosition positionAt(int index) {
    return order.get(index).position();
  }

  /** Whether that pair is held. */
  public boolean contains(String pairId) {
    return byId.containsKey(pairId);
  }

  /** Pairs held. */
  public int size() {
    return order.size();
  }

  /** Whether no further pair fits without an older one leaving. */
  public boolean isFull() {
    return order.size() == capacity;
  }

  /** Most pairs it holds. */
  public int capacity() {
    return capacity;
  }

  /** How long ago the record came that the oldest pair is of; zero when there is none. */
  Duration age(Instant now) {
    return order.stream()
        .findFirst()
        .map(held -> Duration.between(Instant.ofEpochMilli(held.position().timestamp()), now))
        .orElse(Duration.ZERO);
  }

  /** What it takes to read this window back from the log. */
  public WindowPlace place() {
    Map<Integer, Long> first = new TreeMap<>();
    for (Held held : order) {
      PairPosition position = held.position();
      first.merge(position.partition().partition(), position.offset(), Math::min);
    }
    return new WindowPlace(first);
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  private void take(Held held) {
    order.remove(Collections.binarySearch(order, held, OLDEST_FIRST));
    byId.remove(held.pairId());
    free.push(held.slot());
  }
}
