package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One rule at every door: what comes in is right on the topics, or refused with the same reason.
 */
@ExtendWith(SharedStack.class)
@Tag("promise-4")
class PairDoorsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final AtomicLong SEEDS = new AtomicLong(System.nanoTime());

  private final RunningStack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path directory;

  PairDoorsIT(RunningStack stack) {
    this.stack = stack;
  }

  /** Ways in. */
  enum Door {
    HTTP,
    KAFKA,
    FOLDER
  }

  /** A kind of picture. */
  private interface Picture {
    byte[] of(long seed) throws IOException;
  }

  /**
   * What comes in and what should become of it.
   *
   * @param reason as on rejected-pairs; empty where it is learned, red above and blue below
   */
  enum Kind {
    WHOLE(OddPictures::whole, "cafe\u0301 <b>&amp;</b> \u202emirror\u202c ", Optional.empty()),
    TURNED_BY_EXIF(OddPictures::turned, "a flag", Optional.empty()),
    LARGER_THAN_A_RECORD(OddPictures::large, "a flag", Optional.empty()),
    HALF_LOST(OddPictures::halfLost, "a flag", Optional.of("BROKEN_IMAGE")),
    BLANK(OddPictures::blank, "a flag", Optional.of("BLANK_IMAGE")),
    OTHER_FORMAT(OddPictures::heic, "a flag", Optional.of("UNSUPPORTED_FORMAT")),
    INVISIBLE_CAPTION(OddPictures::whole, "\u200b\ufeff", Optional.of("NO_CAPTION"));

    private final Picture picture;
    private final String caption;
    private final Optional<String> reason;

    Kind(Picture picture, String caption, Optional<String> reason) {
      this.picture = picture;
      this.caption = caption;
      this.reason = reason;
    }

    /** Equal captions are equal strings. */
    private String learned() {
      return this == WHOLE ? "caf\u00e9 <b>&amp;</b> mirror" : caption;
    }
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Arrays.stream(Door.values()).map(door -> Arguments.of(kind, door)))
        // whoever produces records makes them small enough
        .filter(
            each -> !List.of(each.get()).equals(List.of(Kind.LARGER_THAN_A_RECORD, Door.KAFKA)));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("all")
  void itIsRightOnTheTopicsOrRefusedForTheReason(Kind kind, Door door) throws Exception {
    // given
    String source = "doors-" + UUID.randomUUID();
    byte[] picture = kind.picture.of(SEEDS.incrementAndGet());
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> verdicts = user.reader("training-pairs", "rejected-pairs")) {

      // when
      Optional<String> refused =
          switch (door) {
            case HTTP -> byHttp(source, picture, kind);
            case KAFKA -> byKafka(user, source, picture, kind);
            case FOLDER -> byFolder(source, picture, kind);
          };

      // then
      if (refused.isPresent()) {
        assertThat(refused).isEqualTo(kind.reason);
      } else {
        GenericRecord verdict = verdict(user, verdicts, source);
        if (kind.reason.isPresent()) {
          assertThat(verdict.get("reason")).hasToString(kind.reason.get());
        } else {
          assertRedAboveBlue(verdict);
          assertThat(verdict.get("captions")).hasToString("[" + kind.learned() + "]");
        }
      }
    }
  }

  @Test
  void whatIsForgottenIsGoneForAllReaders() throws Exception {
    // given: three pairs of a source, one of them by HTTP
    String source = "forget-" + UUID.randomUUID();
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> pairs = user.reader("training-pairs")) {
      List<String> ids = List.of(source + "/1", source + "/2", source + "/3");
      byHttp(source, OddPictures.whole(SEEDS.incrementAndGet()), Kind.TURNED_BY_EXIF, ids.get(0));
      for (String id : ids.subList(1, 3)) {
        user.pair(id, source, OddPictures.whole(SEEDS.incrementAndGet()), List.of("a flag"));
      }
      Map<String, Boolean> held = new HashMap<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                look(pairs, source, held);
                return held.size() == 3;
              });

      // when
      HttpResponse<String> deleted =
          http.send(
              HttpRequest.newBuilder(stack.url().resolve("/v1/pairs/" + ids.get(0)))
                  .DELETE()
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String told = stack.run("pairs", "forget", "--source", source);

      // then
      assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
      assertThat(new ObjectMapper().readTree(deleted.body()).path("status").asText())
          .isEqualTo("erased");
      assertThat(told).contains("erased 2 pairs");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                look(pairs, source, held);
                return held.values().stream().noneMatch(present -> present);
              });

      // and: who did it is told, whichever door they took
      JsonNode byHttp = audit("/v1/audit?subject=" + ids.get(0));
      assertThat(byHttp.findValuesAsText("action"))
          .containsExactly("pair_erased", "erasure_requested");
      assertThat(byHttp.findValuesAsText("who")).containsOnly("anonymous");
      JsonNode byCommand = audit("/v1/audit?subject=" + source);
      assertThat(byCommand.findValuesAsText("action"))
          .containsExactly("source_erased", "erasure_requested");
      assertThat(byCommand.findValuesAsText("who")).containsOnly(System.getProperty("user.name"));

      // and: asked again, there is nothing
      assertThat(
              RunningStack.finish(
                      List.of(
                          "pairs",
                          "forget",
                          ids.get(1),
                          "--bootstrap-servers",
                          stack.bootstrapServers(),
                          "--registry",
                          stack.registryUrl()))
                  .exitCode())
          .isEqualTo(1);
    }
  }

  private JsonNode audit(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(stack.url().resolve(path)).build();
    return new ObjectMapper()
        .readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .path("data");
  }

  private static void look(
      KafkaConsumer<String, byte[]> pairs, String source, Map<String, Boolean> held) {
    KafkaUser.poll(
        pairs,
        record -> {
          if (record.key().startsWith(source)) {
            held.put(record.key(), record.value() != null);
          }
        });
  }

  private Optional<String> byHttp(String source, byte[] picture, Kind kind) throws Exception {
    return byHttp(source, picture, kind, source);
  }

  private Optional<String> byHttp(String source, byte[] picture, Kind kind, String id)
      throws Exception {
    HttpResponse<String> response =
        new HttpUser(stack.url()).upload(id, source, kind.caption, picture);
    if (response.statusCode() == 202) {
      return Optional.empty();
    }
    JsonNode error = new ObjectMapper().readTree(response.body()).path("error");
    return Optional.of(error.path("code").asText().toUpperCase(Locale.ROOT));
  }

  private static Optional<String> byKafka(KafkaUser user, String source, byte[] picture, Kind kind)
      throws Exception {
    user.pair(source, source, picture, List.of(kind.caption));
    return Optional.empty();
  }

  /** What the import leaves out it counts under the reason's words. */
  private Optional<String> byFolder(String source, byte[] picture, Kind kind) throws Exception {
    Path folder = Files.createDirectories(directory.resolve(source));
    Files.write(folder.resolve("a.jpg"), picture);
    Files.writeString(folder.resolve("a.txt"), kind.caption);
    RunningStack.Finished finished =
        RunningStack.finish(
            List.of(
                "import",
                "folder",
                folder.toString(),
                "--bootstrap-servers",
                stack.bootstrapServers(),
                "--registry",
                stack.registryUrl()));
    if (finished.exitCode() == 0) {
      return Optional.empty();
    }
    assertThat(finished.exitCode()).as(finished.output()).isEqualTo(1);
    String told = finished.output().toUpperCase(Locale.ROOT).replace(' ', '_');
    return kind.reason.filter(told::contains);
  }

  /** The verdict on the one pair of a source; folders put a word before it. */
  private static GenericRecord verdict(
      KafkaUser user, KafkaConsumer<String, byte[]> verdicts, String source) {
    List<GenericRecord> found = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              KafkaUser.poll(
                  verdicts,
                  record -> {
                    if (record.value() != null) {
                      GenericRecord value = user.decode(record.value());
                      if (value.get("source").toString().endsWith(source)) {
                        found.add(value);
                      }
                    }
                  });
              return !found.isEmpty();
            });
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static void assertRedAboveBlue(GenericRecord pair) throws IOException {
    ByteBuffer png = (ByteBuffer) pair.get("image");
    byte[] bytes = new byte[png.remaining()];
    png.duplicate().get(bytes);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    for (int x : new int[] {4, image.getWidth() - 5}) {
      int above = image.getRGB(x, 4);
      int below = image.getRGB(x, image.getHeight() - 5);
      assertThat(above >> 16 & 255).as("red above").isGreaterThan(150);
      assertThat(above & 255).isLessThan(120);
      assertThat(below & 255).as("blue below").isGreaterThan(150);
      assertThat(below >> 16 & 255).isLessThan(120);
    }
  }
}
