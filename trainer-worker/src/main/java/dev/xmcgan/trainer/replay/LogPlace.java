package dev.xmcgan.trainer.replay;

import java.util.Map;
import java.util.SortedSet;

/**
 * Where training stands in the log of pairs: all it takes, with the log, to draw the pairs of the
 * steps to come.
 *
 * @param topicId Kafka's id of the topic; the offsets mean nothing in another one
 * @param next offset of the first pair of each partition that is not yet learned
 * @param window the pairs that are replayed
 * @param unseen offsets of those among them that the generator was not trained on, by partition
 */
public record LogPlace(
    String topicId,
    Map<Integer, Long> next,
    WindowPlace window,
    Map<Integer, SortedSet<Long>> unseen) {
  public LogPlace {
    next = Map.copyOf(next);
    unseen = Map.copyOf(unseen);
  }
}
