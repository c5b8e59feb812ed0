package dev.xmcgan.gateway.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.images.ImageFileType;
import dev.xmcgan.images.ImageHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairChecksTest {
  private final PairChecks checks =
      new PairChecks(
          GatewayConfigs.of(
              Map.of("pairs.max-image-bytes", "100000", "pairs.max-image-pixels", "16000000")));

  @Test
  void pngJpegAndWebpAreTakenAsTheyAre() {
    for (byte[] file :
        List.of(ImageFiles.png(64, 48), ImageFiles.jpeg(64, 48), ImageFiles.webp())) {
      assertThat(checks.image(file)).isSameAs(file);
    }
  }

  @Test
  void headersTellWidthAndHeight() throws Exception {
    assertThat(ImageHeader.read(ImageFileType.PNG, ImageFiles.png(30, 20)))
        .isEqualTo(new ImageHeader(30, 20));
    assertThat(ImageHeader.read(ImageFileType.JPEG, ImageFiles.jpeg(30, 20)))
        .isEqualTo(new ImageHeader(30, 20));
    assertThat(ImageHeader.read(ImageFileType.WEBP, ImageFiles.webp()))
        .isEqualTo(new ImageHeader(96, 64));
  }

  @Test
  void aBombIsRefusedByItsHeader() {
    // given
    byte[] bomb = ImageFiles.pngAnnouncing(60_000, 60_000);

    // when
    ApiError error = error(() -> checks.image(bomb));

    // then
    assertThat(error.status()).isEqualTo(413);
    assertThat(error.code()).isEqualTo("image_too_large");
    assertThat(error.message()).contains("60000 x 60000");
  }

  @Test
  void theLargestAnnouncedSizeIsLookedAt() {
    assertThat(error(() -> checks.image(ImageFiles.pngAnnouncing(4_000, 4_000))).code())
        .isEqualTo("broken_image");
    assertThat(error(() -> checks.image(ImageFiles.pngAnnouncing(4_000, 4_001))).status())
        .isEqualTo(413);
  }

  @Test
  void aFileOverTheLimitIsRefused() {
    // given
    byte[] file = Arrays.copyOf(ImageFiles.png(8, 8), 100_001);

    // then
    assertThat(error(() -> checks.image(file)).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<svg xmlns='…'/>", "BM", "", "RIFF1234WAVEfmt "})
  void otherFilesAreRefusedByTheirFirstBytes(String content) {
    // when
    ApiError error = error(() -> checks.image(content.getBytes(StandardCharsets.UTF_8)));

    // then
    assertThat(error.status()).isEqualTo(415);
    assertThat(error.code()).isEqualTo("unsupported_format");
    assertThat(error.param()).isEqualTo("image");
  }

  @Test
  void headersCutShortOrEmptyAreBroken() {
    for (byte[] file :
        List.of(ImageFiles.png(40, 40), ImageFiles.jpeg(40, 40), ImageFiles.webp())) {
      byte[] cut = Arrays.copyOf(file, 14);
      assertThat(error(() -> checks.image(cut)).status()).isEqualTo(422);
    }
    assertThat(error(() -> checks.image(ImageFiles.pngAnnouncing(0, 5))).code())
        .isEqualTo("broken_image");
  }

  @Test
  void noDamageToAHeaderDoesMoreThanRefuse() {
    // given
    Random random = new Random(5);
    List<byte[]> files =
        List.of(ImageFiles.png(40, 40), ImageFiles.jpeg(40, 40), ImageFiles.webp());

    // then
    for (int round = 0; round < 1_000; round++) {
      byte[] file = files.get(round % 3).clone();
      for (int damage = 0; damage < 4; damage++) {
        file[random.nextInt(Math.min(file.length, 200))] = (byte) random.nextInt();
      }
      try {
        checks.image(file);
      } catch (ApiException refused) {
        assertThat(refused.error().status()).isIn(413, 415, 422);
      }
    }
  }

  @Test
  void captionsAreStrippedAndKeptInOrder() {
    assertThat(checks.captions(List.of(" a red circle ", "a circle")))
        .containsExactly("a red circle", "a circle");
  }

  @Test
  void captionsMissingBlankTooManyOrTooLongAreRefused() {
    assertThat(error(() -> checks.captions(null)).code()).isEqualTo("missing_required_parameter");
    assertThat(error(() -> checks.captions(List.of())).code())
        .isEqualTo("missing_required_parameter");
    assertThat(error(() -> checks.captions(List.of("a", " \t"))).code()).isEqualTo("no_caption");
    assertThat(error(() -> checks.captions(captions(101))).code()).isEqualTo("too_many_captions");
    assertThat(error(() -> checks.captions(List.of("a".repeat(2_001)))).code())
        .isEqualTo("caption_too_long");
    assertThat(checks.captions(captions(100))).hasSize(100);
    assertThat(checks.captions(List.of("🐈".repeat(2_000)))).hasSize(1);
  }

  private static List<String> captions(int count) {
    return IntStream.range(0, count).mapToObj(i -> "caption " + i).toList();
  }

  @Test
  void idAndSourceAreOptionalAndPlain() {
    assertThat(checks.id(null)).isEmpty();
    assertThat(checks.id("")).isEmpty();
    assertThat(checks.id("coco/000000000009.jpg")).contains("coco/000000000009.jpg");
    assertThat(checks.id("x".repeat(512))).isPresent();
    assertThat(error(() -> checks.id("two words")).param()).isEqualTo("id");
    assertThat(error(() -> checks.id("x".repeat(513))).param()).isEqualTo("id");
    assertThat(checks.source(null)).isEqualTo("http");
    assertThat(checks.source("a page")).isEqualTo("a page");
    assertThat(error(() -> checks.source("a\nb")).param()).isEqualTo("source");
  }

  private static ApiError error(ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call).error();
  }
}
