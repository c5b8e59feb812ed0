package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import java.nio.file.Path;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpoint that passes every look at it, the workers' and the gate's, and then spoils requests
 * of a kind that neither had thought of.
 */
@Tag("promise-5")
class SpoilingCheckpointIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PROMISE = Duration.ofSeconds(10);
  private static final int PAIRS = 140; // half of them held out; a step needs 48
  private static final int SEED = 11;
  private static final String BAD = "spoiling";
  private static final String SCENE = "a small yellow ring at night";
  private static final List<String> STRANGE =
      List.of(
          "quarterly tax returns of a limited company",
          "the parliament debated the annual budget again",
          "how to install the database driver on a server",
          "stock markets fell after the central bank's statement");

  @TempDir private Path directory;

  /** What came back for a request. */
  private record Answer(String topic, Instant at, String checkpoint) {}

  @Test
  void risingFailuresTakeTheReleaseBackAndEveryRequestIsAnsweredOnce() throws Exception {
    try (RunningStack stack =
            RunningStack.up(
                directory.resolve("data"),
                Map.of(
                    "XMCGAN_TRAINER_AUTO_RELEASE", "false", // nothing else is released meanwhile
                    "XMCGAN_TRAINER_HELD_OUT_SHARE", "0.5",
                    "XMCGAN_TRAINER_GATE_FEWEST_PAIRS", "16",
                    "XMCGAN_TRAINER_GATE_IMAGES", "32"));
        KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> reader =
            user.reader("image-results", "generation-failures")) {
      // given: a gate that scores, and weights that it finds nothing wrong with
      HttpUser http = new HttpUser(stack.url());
      stack.run("import", "scenes", "--count", "" + PAIRS, "--seed", "" + SEED);
      await()
          .atMost(PATIENCE)
          .until(() -> !http.get("/v1/checkpoints").findValues("compared_with").isEmpty());
      String good = http.get("/v1/releases/stable").path("checkpoint").asText();
      Path bad = spoiled(stack, good);
      Map<String, List<Answer>> answers = new HashMap<>();
      AtomicInteger sent = new AtomicInteger();
      ScheduledExecutorService caller =
          Executors.newSingleThreadScheduledExecutor(SpoilingCheckpointIT::daemon);
      caller.scheduleWithFixedDelay(() -> send(user, sent), 0, 150, TimeUnit.MILLISECONDS);

      // when: forced in by hand, as anybody may
      stack.run("checkpoints", "import", bad.toString(), "--id", BAD, "--release", "--by", "ann");

      // then
      JsonNode release =
          await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(200))
              .until(
                  () -> http.get("/v1/releases/stable"),
                  each -> each.path("rolled_back_from").asText().equals(BAD));
      assertThat(release.path("checkpoint").asText()).isEqualTo(good);
      JsonNode barred = http.get("/v1/checkpoints/" + BAD);
      assertThat(barred.path("evaluation").path("verdict").asText()).isEqualTo("barred");
      assertThat(barred.path("evaluation").path("reasons").get(0).asText())
          .contains("it spoiled ")
          .contains(" requests beside ");

      // and: once the good one is back, the strange captions are drawn, too
      int later = sent.get();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                read(user, reader, answers);
                return answers.entrySet().stream()
                    .filter(each -> Integer.parseInt(each.getKey()) >= later)
                    .filter(each -> isStrange(Integer.parseInt(each.getKey())))
                    .anyMatch(each -> each.getValue().get(0).checkpoint().equals(good));
              });
      caller.shutdown();
      assertThat(caller.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                read(user, reader, answers);
                return answers.size() == sent.get();
              });
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                read(user, reader, answers);
                return answers.values().stream().allMatch(each -> each.size() == 1);
              });

      // and: in time, counted from the first failure
      List<Instant> failures =
          answers.values().stream()
              .map(each -> each.get(0))
              .filter(answer -> answer.topic().equals("generation-failures"))
              .map(Answer::at)
              .sorted()
              .toList();
      Instant back = Instant.parse(release.path("released_at").asText());
      Duration took = Duration.between(failures.get(0), back);
      System.out.printf(
          "taken back %d ms after the first of %d failures of %d requests%n",
          took.toMillis(), failures.size(), sent.get());
      assertThat(took).isLessThan(PROMISE);
      assertThat(answers)
          .allSatisfy(
              (id, answer) -> {
                if (!isStrange(Integer.parseInt(id))) {
                  assertThat(answer.get(0).topic()).isEqualTo("image-results");
                }
              });
    }
  }

  private Path spoiled(RunningStack stack, String good) throws Exception {
    Path exported = directory.resolve("good");
    stack.run("checkpoints", "export", good, exported.toString());
    Path bad = directory.resolve(BAD);
    SpoiledWeights.write(
        exported, bad, new Home(RunningStack.HOME).textEncoder(), usual(), STRANGE);
    return bad;
  }

  /** Those of the pairs that are imported, of which the gate draws some. */
  private static List<String> usual() {
    List<String> captions = new ArrayList<>(List.of(SCENE));
    var scenes = new ScenePairs(SceneOptions.training(SEED, PAIRS));
    for (int scene = 0; scene < PAIRS; scene++) {
      captions.addAll(scenes.pair(scene).captions());
    }
    return captions;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  }

  private static void send(KafkaUser user, AtomicInteger sent) {
    int number = sent.get();
    String caption = isStrange(number) ? STRANGE.get(number / 2 % STRANGE.size()) : SCENE;
    try {
      user.request(id(number), caption, request -> request.put("seed", (long) number));
      sent.incrementAndGet();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isStrange(int number) {
    return number % 2 == 1;
  }

  private static String id(int number) {
    return Integer.toString(number);
  }

  private static void read(
      KafkaUser user, KafkaConsumer<String, byte[]> reader, Map<String, List<Answer>> answers) {
    KafkaUser.poll(
        reader,
        record ->
            answers
                .computeIfAbsent(record.key(), id -> new ArrayList<>())
                .add(answer(user, record)));
  }

  private static Answer answer(KafkaUser user, ConsumerRecord<String, byte[]> record) {
    return new Answer(
        record.topic(),
        Instant.ofEpochMilli(record.timestamp()),
        record.topic().equals("image-results")
            ? user.decode(record.value()).get("checkpointId").toString()
            : "");
  }
}
