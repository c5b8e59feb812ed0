package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Files;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad checkpoints forced in past the gate while images are drawn. */
@Tag("promise-5")
class BadCheckpointIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PROMISE = Duration.ofSeconds(10);

  @TempDir private Path directory;

  @Test
  void badCheckpointsAreTakenBackAndNoRequestFails() throws Exception {
    try (RunningStack stack =
        RunningStack.up(
            directory.resolve("data"),
            Map.of(
                "XMCGAN_TRAINER_HELD_OUT_SHARE", "0.5",
                "XMCGAN_TRAINER_GATE_FEWEST_PAIRS", "16",
                "XMCGAN_TRAINER_GATE_IMAGES", "32"))) {
      // given: the gate has scored what training made of some pairs, and somebody draws
      HttpUser user = new HttpUser(stack.url());
      stack.run("import", "scenes", "--count", "140", "--seed", "11");
      await()
          .atMost(PATIENCE)
          .until(() -> !user.get("/v1/checkpoints").findValues("compared_with").isEmpty());
      String textEncoder =
          user.get("/v1/checkpoints").path("data").get(0).path("text_encoder").asText();
      List<String> failures = new CopyOnWriteArrayList<>();
      Set<String> drew = ConcurrentHashMap.newKeySet();
      AtomicBoolean enough = new AtomicBoolean();
      ExecutorService caller = Executors.newSingleThreadExecutor();
      caller.execute(() -> drawUntil(enough, user, drew, failures));

      try {
        // when, then: untrained weights serve for a moment
        ForcedRelease.of(stack, "untrained", write("untrained", false), textEncoder);
        awaitTakenBack(user, "untrained");

        // when, then: weights that are not finite never do
        ForcedRelease.of(stack, "not-finite", write("not-finite", true), textEncoder);
        awaitTakenBack(user, "not-finite");
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
  }

  private static void awaitTakenBack(HttpUser user, String id) throws Exception {
    Instant forced = Instant.now();
    JsonNode barred =
        await()
            .atMost(PATIENCE)
            .ignoreExceptions() // not known yet
            .until(
                () -> user.get("/v1/checkpoints/" + id),
                each ->
                    each.path("evaluation").path("verdict").asText().equals("barred")
                        && each.path("released_as").isEmpty());
    Instant decided = Instant.parse(barred.path("evaluation").path("decided_at").asText());
    Duration took = Duration.between(forced, decided);
    System.out.printf("%s was taken back after %d ms%n", id, took.toMillis());
    assertThat(took).isLessThan(PROMISE);
  }

  private Path write(String id, boolean broken) throws IOException {
    Path target = Files.createDirectories(directory.resolve(id));
    ModelConfig config = ModelConfig.starter64();
    Generator generator = new Generator(config);
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameters weights = generator.newParameters(manager, 5);
      if (broken) {
        weights.asMap().values().iterator().next().muli(Float.NaN);
      }
      CheckpointFiles.writeConfig(target, config);
      CheckpointFiles.writeGenerator(target, weights, generator.newStatistics(manager));
    }
    return target;
  }

  private static void drawUntil(
      AtomicBoolean enough, HttpUser user, Set<String> drew, List<String> failures) {
    while (!enough.get()) {
      try {
        JsonNode answer = user.draw("a small yellow ring at night", 1);
        drew.add(answer.path("data").get(0).path("checkpoint").asText());
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }
}
