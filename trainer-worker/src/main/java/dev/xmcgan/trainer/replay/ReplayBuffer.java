package dev.xmcgan.trainer.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pairs last learned, up to a capacity, in the order in which they were learned first: a
 * function of the steps done, so that a restart that reads them back finds the same window. Images
 * lie in a file, the rest on the heap. A corrected pair (same id, learned later) speaks for its
 * earlier versions. Not thread-safe.
 */
public final class ReplayBuffer implements AutoCloseable {
  /** A pair without its image, which is in the slot. */
  private record Held(PairPosition position, String pairId, List<String> captions, int slot) {}

  private final int capacity;
  private final ImageCache images;

  /** Slot by slot; grows to the capacity, then the oldest is overwritten. */
  private final List<Held> ring = new ArrayList<>();

  private final Map<String, Held> newestOfId = new HashMap<>();
  private int oldest;

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

  /**
   * Adds a pair; the oldest leaves when there are too many.
   *
   * @throws UncheckedIOException when the disk is full
   */
  public void add(WindowPair pair) {
    int slot = isFull() ? oldest : ring.size();
    Held held = new Held(pair.position(), pair.pairId(), pair.captions(), slot);
    if (isFull()) {
      Held leaving = ring.get(slot);
      newestOfId.remove(leaving.pairId(), leaving);
    }
    try {
      images.put(slot, pair.rgb());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    newestOfId.put(pair.pairId(), held);
    if (isFull()) {
      ring.set(slot, held);
      oldest = (oldest + 1) % capacity;
    } else {
      ring.add(held);
    }
  }

  /** Id of the pair at a place, 0 = oldest. */
  public String idAt(int index) {
    return at(index).pairId();
  }

  /** The pair at a place, 0 = oldest, in its newest version. */
  public WindowPair get(int index) {
    Held newest = newestOfId.get(idAt(index));
    return new WindowPair(
        newest.position(), newest.pairId(), newest.captions(), images.get(newest.slot()));
  }

  /** Captions of the pair at a place, 0 = oldest, in its newest version. */
  public List<String> captionsAt(int index) {
    return newestOfId.get(idAt(index)).captions();
  }

  /** Whether a version of that pair is held. */
  public boolean contains(String pairId) {
    return newestOfId.containsKey(pairId);
  }

  /** Pairs held, versions counted. */
  public int size() {
    return ring.size();
  }

  /** Different pair ids held. */
  public int distinctPairs() {
    return newestOfId.size();
  }

  /** Whether no further pair fits without an older one leaving. */
  public boolean isFull() {
    return ring.size() == capacity;
  }

  /** Most pairs it holds. */
  public int capacity() {
    return capacity;
  }

  /** The time of the record that the oldest pair came in; empty when there is none. */
  public Optional<Long> oldestTimestamp() {
    return ring.isEmpty() ? Optional.empty() : Optional.of(at(0).position().timestamp());
  }

  /** What it takes to read this window back from the log. */
  public WindowPlace place() {
    Map<Integer, Long> first = new TreeMap<>();
    List<Integer> order = new ArrayList<>(ring.size());
    for (int i = 0; i < ring.size(); i++) {
      PairPosition position = at(i).position();
      first.putIfAbsent(position.partition().partition(), position.offset());
      order.add(position.partition().partition());
    }
    return new WindowPlace(first, order);
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  private Held at(int index) {
    return ring.get((oldest + index) % ring.size());
  }
}
