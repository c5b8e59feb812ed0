package dev.xmcgan.e2e;

import static org.awaitility.Awaitility.await;

import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Asks for a scene and for captions of another kind in turn, and keeps what came back. */
final class StrangeRequests implements AutoCloseable {
  static final String SCENE = "a small yellow ring at night";
  static final List<String> STRANGE =
      List.of(
          "quarterly tax returns of a limited company",
          "the parliament debated the annual budget again",
          "how to install the database driver on a server",
          "stock markets fell after the central bank's statement");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EVERY_MILLIS = 150;

  private final KafkaUser user;
  private final KafkaConsumer<String, byte[]> reader;
  private final ScheduledExecutorService caller =
      Executors.newSingleThreadScheduledExecutor(StrangeRequests::daemon);
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<Integer, List<Answer>> answers = new HashMap<>();

  /** What came back for a request. */
  record Answer(String topic, Instant at, String checkpoint) {
    boolean isFailure() {
      return topic.equals("generation-failures");
    }
  }

  /** Begins to ask. */
  StrangeRequests(KafkaUser user) {
    this.user = user;
    this.reader = user.reader("image-results", "generation-failures");
    caller.scheduleWithFixedDelay(this::send, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The scene, and those of pairs that were imported with this seed. */
  static List<String> usual(int seed, int pairs) {
    List<String> captions = new ArrayList<>(List.of(SCENE));
    var scenes = new ScenePairs(SceneOptions.training(seed, pairs));
    for (int scene = 0; scene < pairs; scene++) {
      captions.addAll(scenes.pair(scene).captions());
    }
    return captions;
  }

  static boolean isStrange(int number) {
    return number % 2 == 1;
  }

  int sent() {
    return sent.get();
  }

  /** By number of the request. */
  Map<Integer, List<Answer>> answers() {
    return answers;
  }

  /** Waits for a strange caption, asked for from now on, to be answered so. */
  void awaitStrange(Predicate<Answer> answer) {
    int later = sent.get();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              read();
              return answers.entrySet().stream()
                  .filter(each -> each.getKey() >= later && isStrange(each.getKey()))
                  .anyMatch(each -> answer.test(each.getValue().get(0)));
            });
  }

  /** Stops asking and waits for all answers, and a while for those that come twice. */
  void finish() throws InterruptedException {
    caller.shutdown();
    if (!caller.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a request is not sent within 30 s");
    }
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              read();
              return answers.size() == sent.get();
            });
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              read();
              return answers.values().stream().allMatch(each -> each.size() == 1);
            });
  }

  @Override
  public void close() {
    caller.shutdownNow();
    reader.close();
  }

  private void read() {
    KafkaUser.poll(
        reader,
        record ->
            answers
                .computeIfAbsent(Integer.valueOf(record.key()), id -> new ArrayList<>())
                .add(answer(record)));
  }

  private Answer answer(ConsumerRecord<String, byte[]> record) {
    return new Answer(
        record.topic(),
        Instant.ofEpochMilli(record.timestamp()),
        record.topic().equals("image-results")
            ? user.decode(record.value()).get("checkpointId").toString()
            : "");
  }

  private void send() {
    int number = sent.get();
    String caption = isStrange(number) ? STRANGE.get(number / 2 % STRANGE.size()) : SCENE;
    try {
      user.request(
          Integer.toString(number), caption, request -> request.put("seed", (long) number));
      sent.incrementAndGet();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }
}
