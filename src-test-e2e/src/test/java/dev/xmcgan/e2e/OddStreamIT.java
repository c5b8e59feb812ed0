package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures that have nothing to do with scenes, uploaded over HTTP to a stack with default
 * settings: what the starter knew it goes on drawing, at every release on the way. {@code -Psoak}
 * goes on for an hour, each time with another kind of pictures.
 */
@Tag("promise-4")
@Tag("promise-5")
@Tag("promise-8")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OddStreamIT {
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("xmcgan.stream.length", "PT0S"));

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int UPLOADS = 300;

  /** Of training on them, before the last of their releases is looked at. */
  private static final int STEPS = 16;

  /** The README's. */
  private static final String CAPTION = "a large red circle above a small blue square";

  private static final int SEED = 7;
  private static final int IMAGES = 4;

  /** Of the red pixels of two drawings that both have, at least. */
  private static final double SAME = 0.8;

  @TempDir private static Path directory;
  private static RunningStack stack;
  private static HttpUser http;
  private static List<BitSet> circles;

  @BeforeAll
  static void startWithTheStarter() throws Exception {
    stack = RunningStack.up(directory.resolve("data"), Map.of());
    http = new HttpUser(stack.url());
    circles = redCircles(drawn());
    assertThat(circles).hasSize(IMAGES).allMatch(circle -> circle.cardinality() > 100);
  }

  @AfterAll
  static void down() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void randomUploadsDoNotChangeTheRedCircle() throws Exception {
    // given
    String starter = released();
    Instant begin = Instant.now();
    List<String> drew = new ArrayList<>(List.of(starter));

    int kind = 0;
    do {
      // when
      upload(++kind);
      long enough = newestStep() + STEPS;

      // then: whatever draws, until one that learned of them was judged
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                JsonNode images = drawn();
                if (!drew.contains(checkpoint(images))) {
                  assertRedCirclesStay(images);
                  drew.add(checkpoint(images));
                }
                return drew.contains(released())
                    && judged().anyMatch(each -> each.path("step").asLong() >= enough);
              });
      assertEachPairHasItsVerdict(kind);
    } while (Duration.between(begin, Instant.now()).compareTo(LENGTH) < 0);

    // and: there were some
    System.out.printf("%d kinds of uploads; drew: %s%n", kind, drew);
    assertThat(drew).hasSizeGreaterThan(1);
  }

  @Test
  @Order(2)
  void whatIsForcedInAfterThemIsTakenBackAndTheRedCircleWithIt() throws Exception {
    // given
    String encoder = http.get("/v1/checkpoints").path("data").get(0).path("text_encoder").asText();

    // when
    Path untrained = SpoiledWeights.untrained(directory.resolve("untrained"), false);
    ForcedRelease.of(stack, "untrained", untrained, encoder);

    // then
    await()
        .atMost(PATIENCE)
        .until(
            () -> judged().toList(),
            all -> all.stream().anyMatch(each -> verdict(each).equals("untrained barred")));
    assertRedCirclesStay(
        await()
            .atMost(PATIENCE)
            .until(OddStreamIT::drawn, images -> !checkpoint(images).equals("untrained")));
  }

  private static void upload(int kind) throws Exception {
    for (int number = 0; number < UPLOADS; number++) {
      byte[] picture = OddPictures.stripes(kind, 1_000L * kind + number);
      String caption = "invoice %d of department %d, page %d".formatted(number, kind, number % 7);
      assertThat(http.upload(id(kind, number), "odd-" + kind, caption, picture).statusCode())
          .isEqualTo(202);
    }
  }

  /** Taken or refused, each once. */
  private static void assertEachPairHasItsVerdict(int kind) {
    Map<String, Integer> verdicts = new HashMap<>();
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> reader = user.reader("training-pairs", "rejected-pairs")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                KafkaUser.poll(reader, each -> verdicts.merge(each.key(), 1, Integer::sum));
                return verdicts.size() == kind * UPLOADS;
              });
    }
    assertThat(verdicts).containsKey(id(kind, UPLOADS - 1));
    assertThat(verdicts.values()).containsOnly(1);
  }

  private static String id(int kind, int number) {
    return "odd-%d/%d".formatted(kind, number);
  }

  private static void assertRedCirclesStay(JsonNode images) throws Exception {
    List<BitSet> now = redCircles(images);
    double sum = 0;
    for (int image = 0; image < IMAGES; image++) {
      BitSet both = (BitSet) circles.get(image).clone();
      both.and(now.get(image));
      BitSet either = (BitSet) circles.get(image).clone();
      either.or(now.get(image));
      sum += (double) both.cardinality() / either.cardinality();
    }
    System.out.printf(
        "%s: %.3f of the red pixels are where they were%n", checkpoint(images), sum / IMAGES);
    assertThat(sum / IMAGES).as(checkpoint(images)).isGreaterThan(SAME);
  }

  /** Which pixels are red, image by image. */
  private static List<BitSet> redCircles(JsonNode images) throws Exception {
    List<BitSet> circles = new ArrayList<>();
    for (JsonNode each : images) {
      BufferedImage image =
          ImageIO.read(new ByteArrayInputStream(each.path("b64_json").binaryValue()));
      BitSet red = new BitSet();
      for (int place = 0; place < image.getWidth() * image.getHeight(); place++) {
        int rgb = image.getRGB(place % image.getWidth(), place / image.getWidth());
        int others = Math.max(rgb >> 8 & 255, rgb & 255);
        red.set(place, (rgb >> 16 & 255) > 2 * others);
      }
      circles.add(red);
    }
    return circles;
  }

  private static JsonNode drawn() throws Exception {
    return http.draw(
            Map.of("prompt", CAPTION, "n", IMAGES, "seed", SEED, "response_format", "b64_json"))
        .path("data");
  }

  private static String checkpoint(JsonNode images) {
    return images.path(0).path("checkpoint").asText();
  }

  private static String released() throws Exception {
    return http.get("/v1/releases/stable").path("checkpoint").asText();
  }

  private static Stream<JsonNode> checkpoints() throws Exception {
    return StreamSupport.stream(http.get("/v1/checkpoints").path("data").spliterator(), false);
  }

  private static Stream<JsonNode> judged() throws Exception {
    return checkpoints().filter(each -> each.path("evaluation").has("verdict"));
  }

  private static long newestStep() throws Exception {
    return checkpoints().mapToLong(each -> each.path("step").asLong()).max().orElse(0);
  }

  private static String verdict(JsonNode checkpoint) {
    return checkpoint.path("id").asText()
        + " "
        + checkpoint.path("evaluation").path("verdict").asText();
  }
}
