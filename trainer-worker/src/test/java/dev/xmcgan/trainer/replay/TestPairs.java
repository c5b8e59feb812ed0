package dev.xmcgan.trainer.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Pairs whose image is one byte, and windows for them. */
final class TestPairs {
  private TestPairs() {}

  static WindowPair pair(String id, long time, int partition) {
    return pair(id, time, partition, time);
  }

  static WindowPair pair(String id, long time, int partition, long offset) {
    return new WindowPair(
        new PairPosition(time, new TopicPartition("pairs", partition), offset),
        id,
        List.of(id + " once", id + " twice"),
        new byte[] {(byte) time});
  }

  static GonePair gone(String id, long time, boolean erased) {
    return new GonePair(new PairPosition(time, new TopicPartition("pairs", 0), time), id, erased);
  }

  static ReplayBuffer window(int capacity, Path directory) throws IOException {
    return new ReplayBuffer(capacity, ImageCache.in(directory, 1));
  }
}
