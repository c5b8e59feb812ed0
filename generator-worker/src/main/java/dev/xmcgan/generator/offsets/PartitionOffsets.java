package dev.xmcgan.generator.offsets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The records of one partition that were received and are not finished, and what to commit.
 *
 * <p>Committed is the lowest unfinished offset. What is finished above it (a request of higher
 * priority was drawn first) is named in the commit's metadata, so that whoever goes on from there
 * does not answer it again.
 */
final class PartitionOffsets {
  private final TreeSet<Long> unfinished = new TreeSet<>();

  /** Of records that nobody here works on, ascending. */
  private final List<OffsetRange> passedOver = new ArrayList<>();

  private List<OffsetRange> finishedBefore;
  private long lastReceived;
  private boolean changed;

  private PartitionOffsets(long lastReceived, List<OffsetRange> finishedBefore) {
    this.lastReceived = lastReceived;
    this.finishedBefore = finishedBefore;
  }

  static PartitionOffsets fresh() {
    return new PartitionOffsets(-1, List.of());
  }

  /** A partition of which nothing below that offset is known. */
  static PartitionOffsets before(long offset) {
    return new PartitionOffsets(offset - 1, List.of());
  }

  static PartitionOffsets from(OffsetAndMetadata committed) {
    return new PartitionOffsets(
        committed.offset() - 1,
        CompletedOffsetsCodec.decode(committed.offset(), committed.metadata()));
  }

  /** Notes a record; false when it was finished before and is to be skipped. */
  boolean received(long offset) {
    if (offset <= lastReceived) {
      throw new IllegalStateException("offset " + offset + " came after " + lastReceived);
    }
    boolean skip = finishedBefore.stream().anyMatch(range -> range.contains(offset));
    lastReceived = offset;
    finishedBefore = finishedBefore.stream().filter(range -> range.last() > offset).toList();
    if (skip) {
      changed = true;
    } else {
      unfinished.add(offset);
    }
    return !skip;
  }

  void finished(long offset) {
    if (!unfinished.remove(offset)) {
      throw new IllegalStateException("offset " + offset + " is not being worked on");
    }
    changed = true;
  }

  /** A received record stays open, but is not worked on until its partition is read anew. */
  void passOver(long offset) {
    if (!unfinished.remove(offset)) {
      throw new IllegalStateException("offset " + offset + " is not being worked on");
    }
    int last = passedOver.size() - 1;
    if (last >= 0 && passedOver.get(last).last() == offset - 1) {
      passedOver.set(last, new OffsetRange(passedOver.get(last).first(), offset));
    } else {
      passedOver.add(new OffsetRange(offset, offset));
    }
  }

  /** In how many places records were passed over, neighbours together. */
  int placesPassedOver() {
    return passedOver.size();
  }

  /** Whether an offset is below what was received. */
  boolean isBehind(long offset) {
    return offset <= lastReceived;
  }

  int unfinished() {
    return unfinished.size();
  }

  boolean isOpen(long offset) {
    return unfinished.contains(offset);
  }

  /** Undoes {@link #finished}; false when it was never received, or is open already. */
  boolean reopen(long offset) {
    return offset <= lastReceived && unfinished.add(offset);
  }

  boolean changed() {
    return changed;
  }

  void committed() {
    changed = false;
  }

  OffsetAndMetadata toCommit() {
    List<OffsetRange> open =
        Stream.concat(
                unfinished.stream().map(offset -> new OffsetRange(offset, offset)),
                passedOver.stream())
            .sorted(Comparator.comparingLong(OffsetRange::first))
            .toList();
    long committed = open.isEmpty() ? lastReceived + 1 : open.get(0).first();
    return new OffsetAndMetadata(
        committed, CompletedOffsetsCodec.encode(committed, finishedAhead(committed, open)));
  }

  /**
   * Records come in order, so every offset up to the last received is open, finished, or none of
   * ours (a transaction marker): the gaps between open ones are what is finished.
   */
  private List<OffsetRange> finishedAhead(long committed, List<OffsetRange> open) {
    List<OffsetRange> ranges = new ArrayList<>();
    long from = committed;
    for (OffsetRange range : open) {
      addUnlessEmpty(ranges, from, range.first() - 1);
      from = range.last() + 1;
    }
    addUnlessEmpty(ranges, from, lastReceived);
    for (OffsetRange range : finishedBefore) {
      addUnlessEmpty(ranges, Math.max(range.first(), lastReceived + 1), range.last());
    }
    return ranges;
  }

  private static void addUnlessEmpty(List<OffsetRange> ranges, long first, long last) {
    if (first <= last) {
      ranges.add(new OffsetRange(first, last));
    }
  }
}
