package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.HeldRequest;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Requests that are accepted and not answered, with those of their images that are there. One
 * generator draws all of a request: where another one goes on, it begins again. One owner; not
 * thread-safe.
 */
final class PartialAnswers {
  /** By identity: after a rewind the same request is another one. */
  private final Map<HeldRequest, Parts> open = new IdentityHashMap<>();

  private static final class Parts {
    private final TreeMap<Integer, ProducerRecord<String, byte[]>> images = new TreeMap<>();
    private String generator = "";
  }

  void add(HeldRequest held) {
    open.put(held, new Parts());
  }

  boolean contains(HeldRequest held) {
    return open.containsKey(held);
  }

  /** Whether it was open. */
  boolean remove(HeldRequest held) {
    return open.remove(held) != null;
  }

  void removeIf(Predicate<HeldRequest> dropped) {
    open.keySet().removeIf(dropped);
  }

  Stream<HeldRequest> stream() {
    return open.keySet().stream();
  }

  /** A generator is about to draw a share. */
  void begin(Share<HeldRequest> share, String generator) {
    Parts parts = open.get(share.request());
    if (!parts.generator.equals(generator)) {
      parts.generator = generator;
      parts.images.clear();
    }
  }

  /**
   * A share was drawn. One of a request that is not open, or that another generator draws by now,
   * is ignored.
   *
   * @return the answer, once all images are there; the request is not open any more then
   */
  Optional<Answer> complete(
      String generator, Share<HeldRequest> share, List<ProducerRecord<String, byte[]>> images) {
    HeldRequest held = share.request();
    Parts parts = open.get(held);
    if (parts == null || !parts.generator.equals(generator)) {
      return Optional.empty();
    }
    for (int i = 0; i < images.size(); i++) {
      parts.images.put(share.from() + i, images.get(i));
    }
    if (parts.images.size() < held.request().count()) {
      return Optional.empty();
    }
    open.remove(held);
    return Optional.of(
        new Images(
            held.source(),
            held.request().requestId(),
            generator,
            List.copyOf(parts.images.values())));
  }
}
