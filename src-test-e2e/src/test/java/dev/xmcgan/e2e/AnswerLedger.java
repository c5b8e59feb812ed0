package dev.xmcgan.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was asked for and what was answered, and the ways in which the two may differ. Sent from any
 * thread; all else is the reader's.
 */
final class AnswerLedger {
  private static final String FAILURE = "failure";

  private final Map<String, Integer> sent = new ConcurrentHashMap<>();
  private final Map<String, List<Part>> answered = new HashMap<>();

  /** Which release was the last that a worker drew with, by worker and partition: in log order. */
  private final Map<String, Integer> newest = new HashMap<>();

  private final Set<String> stale = new HashSet<>();
  private final List<String> releases = new ArrayList<>();

  /** One image of an answer, or its failure. */
  private record Part(String what, String checkpoint, String worker) {}

  /** A request that was acknowledged. */
  void sent(String requestId, int images) {
    sent.put(requestId, images);
  }

  /** Checkpoints in the order in which they were released; told before they are. */
  void released(String checkpointId) {
    releases.add(checkpointId);
  }

  /** An answer, as a reader of committed records meets it. */
  void answered(ConsumerRecord<String, byte[]> record, GenericRecord value) {
    String worker = value.get("workerId").toString();
    boolean image = record.topic().equals("image-results");
    String checkpoint = image ? value.get("checkpointId").toString() : "";
    String what = image ? value.get("index").toString() : FAILURE;
    answered
        .computeIfAbsent(record.key(), id -> new ArrayList<>())
        .add(new Part(what, checkpoint, worker));
    if (image) {
      int release = releases.indexOf(checkpoint);
      int before = newest.getOrDefault(worker + "/" + record.partition(), 0);
      if (release < before) {
        stale.add(record.key());
      }
      newest.put(worker + "/" + record.partition(), Math.max(before, release));
    }
  }

  int sent() {
    return sent.size();
  }

  int answered() {
    return answered.size();
  }

  /** How many parts of answers a worker wrote. */
  long by(String worker) {
    return answered.values().stream()
        .flatMap(List::stream)
        .filter(part -> part.worker.equals(worker))
        .count();
  }

  /** The checkpoints that drew. */
  Set<String> drew() {
    return answered.values().stream()
        .flatMap(List::stream)
        .map(Part::checkpoint)
        .collect(Collectors.toSet());
  }

  /** Acknowledged and not answered. */
  Set<String> lost() {
    return sent.keySet().stream()
        .filter(id -> !answered.containsKey(id))
        .collect(Collectors.toSet());
  }

  /** Answered though nobody asked. */
  Set<String> unasked() {
    return answered.keySet().stream()
        .filter(id -> !sent.containsKey(id))
        .collect(Collectors.toSet());
  }

  /** Of which an image, or a failure, came twice. */
  Set<String> duplicate() {
    return answersThat(parts -> parts.stream().map(Part::what).distinct().count() < parts.size());
  }

  /** Drawn by a worker with a checkpoint older than one that it had drawn with before. */
  Set<String> staleAfterNew() {
    return Set.copyOf(stale);
  }

  /** Answered in part: images are missing, or come of two checkpoints or two workers. */
  Set<String> torn() {
    return answered.entrySet().stream()
        .filter(each -> sent.containsKey(each.getKey()))
        .filter(each -> isTorn(each.getValue(), sent.get(each.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  Set<String> failed() {
    return answersThat(parts -> parts.stream().anyMatch(part -> part.what.equals(FAILURE)));
  }

  @Override
  public String toString() {
    return "sent %d, answered %d, lost %d, duplicate %d, stale-after-new %d, torn %d"
        .formatted(
            sent(),
            answered(),
            lost().size(),
            duplicate().size(),
            staleAfterNew().size(),
            torn().size());
  }

  private static boolean isTorn(List<Part> parts, int images) {
    long distinct = parts.stream().map(Part::what).distinct().count();
    boolean failed = parts.stream().anyMatch(part -> part.what.equals(FAILURE));
    return distinct != (failed ? 1 : images)
        || parts.stream().map(Part::checkpoint).distinct().count() > 1
        || parts.stream().map(Part::worker).distinct().count() > 1;
  }

  private Set<String> answersThat(Predicate<List<Part>> condition) {
    return answered.entrySet().stream()
        .filter(each -> condition.test(each.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
