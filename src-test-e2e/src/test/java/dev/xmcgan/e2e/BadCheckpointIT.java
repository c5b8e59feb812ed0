package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.data.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad checkpoints forced in past the gate while images are drawn and the trainer learns. How long
 * they serve is printed, and held against what the same trainer took to judge a candidate of its
 * own in the same run: taking back must not wait for what that waits for.
 */
@Tag("promise-5")
class BadCheckpointIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PAIRS = 140; // half of them held out; a step needs 48
  private static final int SEED = 11;
  private static final String SPOILING = "spoiling";

  @TempDir private static Path directory;
  private static RunningStack stack;
  private static HttpUser http;
  private static Duration ordinaryJudgement;

  @BeforeAll
  static void startWithAGateThatHasScoredWhatTrainingMade() throws Exception {
    stack =
        RunningStack.up(
            directory.resolve("data"),
            Map.of(
                "XMCGAN_TRAINER_AUTO_RELEASE", "false", // nothing else is released meanwhile
                "XMCGAN_TRAINER_HELD_OUT_SHARE", "0.5",
                "XMCGAN_TRAINER_GATE_FEWEST_PAIRS", "16",
                "XMCGAN_TRAINER_GATE_IMAGES", "32"));
    http = new HttpUser(stack.url());
    stack.run("import", "scenes", "--count", "" + PAIRS, "--seed", "" + SEED);
    JsonNode scored =
        await()
            .atMost(PATIENCE)
            .until(BadCheckpointIT::candidates, found -> !found.isEmpty())
            .get(0);
    ordinaryJudgement =
        Duration.between(Instant.parse(scored.path("created_at").asText()), Instant.now());
    System.out.printf("a candidate was judged in %d ms%n", ordinaryJudgement.toMillis());
  }

  private static List<JsonNode> candidates() throws Exception {
    return StreamSupport.stream(http.get("/v1/checkpoints").path("data").spliterator(), false)
        .filter(each -> each.path("evaluation").has("compared_with"))
        .toList();
  }

  @AfterAll
  static void down() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void weightsThatDrawNothingAreTakenBackAndNoRequestFails() throws Exception {
    // given: somebody draws
    String textEncoder =
        http.get("/v1/checkpoints").path("data").get(0).path("text_encoder").asText();
    List<String> failures = new CopyOnWriteArrayList<>();
    Set<String> drew = ConcurrentHashMap.newKeySet();
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    caller.execute(() -> drawUntil(enough, drew, failures));

    try {
      // when, then: untrained weights serve for a moment
      ForcedRelease.of(stack, "untrained", write("untrained", false), textEncoder);
      awaitTakenBack("untrained");

      // when, then: weights that are not finite never do
      ForcedRelease.of(stack, "not-finite", write("not-finite", true), textEncoder);
      awaitTakenBack("not-finite");
    } finally {
      enough.set(true);
      caller.shutdown();
      assertThat(caller.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(failures).isEmpty();
    assertThat(drew).isNotEmpty().doesNotContain("not-finite");
    assertThat(stack.run("checkpoints", "list"))
        .containsPattern("untrained .* barred ")
        .containsPattern("not-finite .* barred ");
  }

  /**
   * A checkpoint that passes every look at it, the workers' and the gate's, and then spoils
   * requests of a kind that neither had thought of.
   */
  @Test
  void risingFailuresTakeTheReleaseBackAndEveryRequestIsAnsweredOnce() throws Exception {
    // given: weights that the gate finds nothing wrong with
    String good = http.get("/v1/releases/stable").path("checkpoint").asText();
    Path bad = spoiled(good);
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        StrangeRequests requests = new StrangeRequests(user)) {
      // when: forced in by hand, as anybody may
      stack.run(
          "checkpoints", "import", bad.toString(), "--id", SPOILING, "--release", "--by", "ann");

      // then
      JsonNode release =
          await()
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(200))
              .until(
                  () -> http.get("/v1/releases/stable"),
                  each -> each.path("rolled_back_from").asText().equals(SPOILING));
      assertThat(release.path("checkpoint").asText()).isEqualTo(good);
      JsonNode barred = http.get("/v1/checkpoints/" + SPOILING);
      assertThat(barred.path("evaluation").path("verdict").asText()).isEqualTo("barred");
      assertThat(barred.path("evaluation").path("reasons").get(0).asText())
          .contains("it spoiled ")
          .contains(" requests beside ");

      // and: once the good one is back, the strange captions are drawn, too
      requests.awaitStrange(answer -> answer.checkpoint().equals(good));
      requests.finish();
      assertThat(requests.answers())
          .allSatisfy(
              (number, answer) -> {
                if (!StrangeRequests.isStrange(number)) {
                  assertThat(answer.get(0).isFailure()).isFalse();
                }
              });

      // and: in time, counted from the first failure
      List<Instant> failures =
          requests.answers().values().stream()
              .map(each -> each.get(0))
              .filter(StrangeRequests.Answer::isFailure)
              .map(StrangeRequests.Answer::at)
              .sorted()
              .toList();
      Instant back = Instant.parse(release.path("released_at").asText());
      Duration took = Duration.between(failures.get(0), back);
      System.out.printf(
          "taken back %d ms after the first of %d failures of %d requests%n",
          took.toMillis(), failures.size(), requests.sent());
      assertThat(took).isLessThan(ordinaryJudgement);
    }
  }

  private static void awaitTakenBack(String id) throws Exception {
    Instant forced = Instant.now();
    JsonNode barred =
        await()
            .atMost(PATIENCE)
            .ignoreExceptions() // not known yet
            .until(
                () -> http.get("/v1/checkpoints/" + id),
                each ->
                    each.path("evaluation").path("verdict").asText().equals("barred")
                        && each.path("released_as").isEmpty());
    Instant decided = Instant.parse(barred.path("evaluation").path("decided_at").asText());
    Duration took = Duration.between(forced, decided);
    System.out.printf("%s was taken back after %d ms%n", id, took.toMillis());
    assertThat(took).isLessThan(ordinaryJudgement);
  }

  private static Path write(String id, boolean broken) throws IOException {
    return SpoiledWeights.untrained(directory.resolve(id), broken);
  }

  private static Path spoiled(String good) throws Exception {
    Path exported = directory.resolve("good");
    stack.run("checkpoints", "export", good, exported.toString());
    Path bad = directory.resolve(SPOILING);
    SpoiledWeights.write(
        exported,
        bad,
        new Home(RunningStack.HOME).textEncoder(),
        StrangeRequests.usual(SEED, PAIRS),
        StrangeRequests.STRANGE);
    return bad;
  }

  private static void drawUntil(AtomicBoolean enough, Set<String> drew, List<String> failures) {
    while (!enough.get()) {
      try {
        JsonNode answer = http.draw(StrangeRequests.SCENE, 1);
        drew.add(answer.path("data").get(0).path("checkpoint").asText());
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }
}
