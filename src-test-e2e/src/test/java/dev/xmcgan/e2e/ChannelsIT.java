package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two channels, each trained by a process of its own from the same pairs. */
class ChannelsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PAIRS = 16;
  private static final String STABLE = "stable";
  private static final String PHOTOS = "photos";
  private static final Map<String, String> TRAINERS =
      Map.of(STABLE, "trainer-worker", PHOTOS, "trainer-worker-photos");

  /** As little as trains; every checkpoint is released. */
  private static final Map<String, String> SMALL =
      Map.of(
          "XMCGAN_TRAINER_MODEL_IMAGE_SIZE", "32",
          "XMCGAN_TRAINER_MODEL_GENERATOR_WIDTH", "8",
          "XMCGAN_TRAINER_MODEL_DISCRIMINATOR_WIDTH", "8",
          "XMCGAN_TRAINER_BATCH_SIZE", "4",
          "XMCGAN_TRAINER_MATCHING_PAIRS", "4",
          "XMCGAN_TRAINER_IMAGE_SIZE", "64",
          "XMCGAN_TRAINER_HELD_OUT_SHARE", "0",
          "XMCGAN_TRAINER_SMALL_STREAM", "0",
          "XMCGAN_TRAINER_CHECKPOINT_INTERVAL", "2s",
          "XMCGAN_TRAINER_GATE_ENABLED", "false");

  @TempDir private Path directory;
  private RunningStack stack;
  private HttpUser http;

  @Test
  void eachLearnsReleasesAndGoesBackForItself() throws Exception {
    // given: the other channel's model is of another size
    Path keys =
        Files.writeString(
            directory.resolve("photos.properties"), "xmcgan.trainer.model.image-size=64\n");
    stack =
        RunningStack.up(
            directory.resolve("data"),
            SMALL,
            "--no-starter",
            "--workers",
            "0",
            "--channel",
            PHOTOS + "=" + keys);
    try (RunningStack running = stack) {
      http = new HttpUser(running.url());

      // when: pairs come, twice
      Map<String, String> first = releasedAfterPairs(1, Map.of());
      Map<String, String> second = releasedAfterPairs(2, first);

      // then: both learned, and what one made is the other's in nothing
      assertThat(second.get(STABLE)).isNotEqualTo(second.get(PHOTOS));
      Map<String, JsonNode> checkpoints = checkpoints();
      checkpoints.values().forEach(ChannelsIT::assertIsOfOneChannel);
      checkpoints.values().forEach(each -> assertParentIsOfTheSame(each, checkpoints));
      assertThat(checkpoints.values())
          .extracting(each -> each.path("made_by").asText())
          .contains(TRAINERS.get(STABLE), TRAINERS.get(PHOTOS));

      // and when: one goes back, then the other, each to its own
      goBack(PHOTOS);
      assertThat(barred()).containsExactly(TRAINERS.get(PHOTOS));
      assertThat(release(STABLE).path("rolled_back_from").isMissingNode()).isTrue();
      goBack(STABLE);
      assertThat(barred()).containsExactlyInAnyOrder(TRAINERS.get(PHOTOS), TRAINERS.get(STABLE));

      // and when: one trainer is killed
      running.kill(TRAINERS.get(PHOTOS));

      // then: it alone comes back
      await()
          .atMost(PATIENCE)
          .until(() -> running.service(TRAINERS.get(PHOTOS)).path("restarts").asInt() == 1);
      assertThat(running.service(TRAINERS.get(STABLE)).path("restarts").asInt()).isZero();
    }
  }

  /** What each channel serves once all pairs are learned by both. */
  private Map<String, String> releasedAfterPairs(int seed, Map<String, String> before)
      throws Exception {
    stack.run("import", "scenes", "--count", "" + PAIRS, "--seed", "" + seed);
    Map<String, String> now = new HashMap<>();
    for (String channel : List.of(STABLE, PHOTOS)) {
      now.put(
          channel,
          await()
              .atMost(PATIENCE)
              .ignoreExceptions() // nothing released yet
              .until(
                  () -> learned(channel, PAIRS * seed),
                  id -> !id.isEmpty() && !id.equals(before.get(channel))));
    }
    return now;
  }

  /** What a channel serves, if that has learned so many pairs. */
  private String learned(String channel, int pairs) throws Exception {
    String id = release(channel).path("checkpoint").asText();
    return http.get("/v1/checkpoints/" + id).path("pairs_seen").asInt() >= pairs ? id : "";
  }

  private void goBack(String channel) throws Exception {
    String told = stack.run("checkpoints", "rollback", "--channel", channel, "--by", "ann");
    Matcher words = Pattern.compile(channel + " serves (\\S+); \\S+ is barred").matcher(told);
    assertThat(words.find()).as(told).isTrue();
    assertThat(http.get("/v1/checkpoints/" + words.group(1)).path("made_by").asText())
        .isEqualTo(TRAINERS.get(channel));
  }

  /** Who made the checkpoints that were taken back. */
  private List<String> barred() throws Exception {
    return checkpoints().values().stream()
        .filter(each -> each.path("evaluation").path("verdict").asText().equals("barred"))
        .map(each -> each.path("made_by").asText())
        .toList();
  }

  private static void assertIsOfOneChannel(JsonNode checkpoint) {
    boolean photos = checkpoint.path("made_by").asText().equals(TRAINERS.get(PHOTOS));
    assertThat(checkpoint.path("image_size").asInt()).isEqualTo(photos ? 64 : 32);
    assertThat(checkpoint.path("id").asText().endsWith("-" + PHOTOS)).isEqualTo(photos);
    checkpoint
        .path("released_as")
        .forEach(each -> assertThat(each.asText()).isEqualTo(photos ? PHOTOS : STABLE));
  }

  private static void assertParentIsOfTheSame(JsonNode checkpoint, Map<String, JsonNode> all) {
    JsonNode parent = all.get(checkpoint.path("parent").asText());
    if (parent != null) {
      assertThat(parent.path("made_by")).isEqualTo(checkpoint.path("made_by"));
    }
  }

  private Map<String, JsonNode> checkpoints() throws Exception {
    return StreamSupport.stream(http.get("/v1/checkpoints").path("data").spliterator(), false)
        .collect(Collectors.toMap(each -> each.path("id").asText(), each -> each));
  }

  private JsonNode release(String channel) throws Exception {
    return http.get("/v1/releases/" + channel);
  }
}
