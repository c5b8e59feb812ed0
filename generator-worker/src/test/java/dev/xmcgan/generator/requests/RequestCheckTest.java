package dev.xmcgan.generator.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.requests.CheckedRequest.Drawable;
import dev.xmcgan.generator.requests.CheckedRequest.Invalid;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTest {
  @Test
  void idAndCaptionAreEnough() {
    // when
    CheckedRequest checked = RequestCheck.check(request(builder -> builder));

    // then
    DrawRequest drawable = ((Drawable) checked).request();
    assertThat(drawable.count()).isEqualTo(1);
    assertThat(drawable.format()).isEqualTo(ImageFormat.PNG);
    assertThat(drawable.size()).isZero();
    assertThat(drawable.model()).isEqualTo("stable");
    assertThat(drawable.truncation()).isEmpty();
    assertThat(drawable.deadline()).isEmpty();
    assertThat(drawable.seed()).isEqualTo(RequestSeed.of("id-1"));
  }

  @Test
  void givenSeedIsTaken() {
    CheckedRequest checked = RequestCheck.check(request(builder -> builder.setSeed(0L)));

    assertThat(((Drawable) checked).request().seed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 32})
  void anInterpolationHasManyImagesAndTheSeedUnlessItNamesOne(int count) {
    // when
    CheckedRequest checked =
        RequestCheck.check(
            request(
                builder ->
                    builder
                        .setSeed(7L)
                        .setFirstIndex(9)
                        .setCount(count)
                        .setInterpolation(new Interpolation(" a  ring ", null, 3))));

    // then
    DrawRequest drawable = ((Drawable) checked).request();
    assertThat(drawable.interpolation()).contains(new DrawRequest.Interpolation("a ring", 7L, 3));
    assertThat(drawable.image(0).towards()).isEmpty();
    assertThat(drawable.image(count - 1).caption()).isEqualTo("a ring");
  }

  @ParameterizedTest
  @MethodSource("absurd")
  void absurdRequestIsInvalidAndTheFieldIsNamed(
      String field, UnaryOperator<CaptionRequest.Builder> change) {
    // when
    CheckedRequest checked = RequestCheck.check(request(change));

    // then
    RequestFailure failure = ((Invalid) checked).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains(field).hasSizeLessThan(200);
    assertThat(failure.retriable()).isFalse();
  }

  static Stream<Arguments> absurd() {
    return Stream.of(
        absurd("count", builder -> builder.setInterpolation(new Interpolation("a", null, 0))),
        absurd(
            "count",
            builder -> builder.setCount(33).setInterpolation(new Interpolation("a", null, 0))),
        absurd(
            "caption",
            builder -> builder.setCount(3).setInterpolation(new Interpolation(" ", null, 0))),
        absurd(
            "attention",
            builder ->
                builder
                    .setCount(3)
                    .setAttention(true)
                    .setInterpolation(new Interpolation("a", null, 0))),
        absurd(
            "firstIndex",
            builder -> builder.setCount(3).setInterpolation(new Interpolation("a", null, 10))),
        absurd("requestId", builder -> builder.setRequestId(" ")),
        absurd("requestId", builder -> builder.setRequestId("x".repeat(257))),
        absurd("caption", builder -> builder.setCaption(" \n")),
        absurd("caption", builder -> builder.setCaption("\u200b")),
        absurd("caption", builder -> builder.setCaption("ein W\ufffdrfel")),
        absurd("caption", builder -> builder.setCaption("x".repeat(2_001))),
        absurd("count", builder -> builder.setCount(0)),
        absurd("count", builder -> builder.setCount(11)),
        absurd("count", builder -> builder.setCount(Integer.MAX_VALUE)),
        absurd("firstIndex", builder -> builder.setFirstIndex(-1)),
        absurd("firstIndex", builder -> builder.setFirstIndex(10)),
        absurd("firstIndex", builder -> builder.setFirstIndex(9).setCount(2)),
        absurd("model", builder -> builder.setModel("m".repeat(257))),
        absurd("size", builder -> builder.setSize(-1)),
        absurd("size", builder -> builder.setSize(15)),
        absurd("size", builder -> builder.setSize(1_025)),
        absurd("compression", builder -> builder.setCompression(-1)),
        absurd("compression", builder -> builder.setCompression(101)),
        absurd("truncation", builder -> builder.setTruncation(0.0)),
        absurd("truncation", builder -> builder.setTruncation(-1.0)),
        absurd("truncation", builder -> builder.setTruncation(1e-12)),
        absurd("truncation", builder -> builder.setTruncation(Double.NaN)),
        absurd("model", builder -> builder.setModel("")));
  }

  @Test
  void theFailureNamesTheRule() {
    // when
    CheckedRequest checked = RequestCheck.check(request(builder -> builder.setCaption("\ufeff")));

    // then
    assertThat(((Invalid) checked).failure().reason()).isEqualTo(RejectionReason.NO_CAPTION);
  }

  @Test
  void theCaptionIsDrawnInItsOneForm() {
    // when
    CheckedRequest checked =
        RequestCheck.check(request(builder -> builder.setCaption(" a  cafe\u0301 \u202e")));

    // then
    assertThat(((Drawable) checked).request().caption()).isEqualTo("a caf\u00e9");
  }

  @Test
  void theModelTakesWhatTheRulesTake() {
    assertThat(RequestLimits.MIN_TRUNCATION).isEqualTo(ImageRequest.SMALLEST_TRUNCATION);
  }

  @Test
  void limitsThemselvesAreTaken() {
    CheckedRequest checked =
        RequestCheck.check(
            request(
                builder ->
                    builder
                        .setRequestId("x".repeat(256))
                        .setCaption("🐈".repeat(2_000))
                        .setCount(10)
                        .setSize(1_024)
                        .setTruncation(0.5)));

    assertThat(checked).isInstanceOf(Drawable.class);
  }

  @Test
  void deadlineIsTheFirstInstantThatIsTooLate() {
    // given
    Instant deadline = Instant.ofEpochSecond(1_000);
    DrawRequest request =
        ((Drawable) RequestCheck.check(request(builder -> builder.setDeadline(deadline))))
            .request();

    // then
    assertThat(request.expiredAt(deadline.minusMillis(1))).isFalse();
    assertThat(request.expiredAt(deadline)).isTrue();
  }

  @Test
  void derivedSeedIsTheStartOfTheHash() {
    // SHA-256 of "abc" begins ba7816bf 8f01cfea
    assertThat(RequestSeed.of("abc")).isEqualTo(0xba7816bf8f01cfeaL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "line\nbreak", "broken \uFFFD bytes"})
  void keyThatIsNoIdIsNotUsed(String key) {
    assertThat(RequestCheck.usableId(key)).isFalse();
  }

  @Test
  void ordinaryKeyIsUsed() {
    assertThat(RequestCheck.usableId("7d0c-ü-🎨")).isTrue();
    assertThat(RequestCheck.usableId(null)).isFalse();
    assertThat(RequestCheck.usableId("x".repeat(257))).isFalse();
  }

  private static Arguments absurd(String field, UnaryOperator<CaptionRequest.Builder> change) {
    return Arguments.of(field, change);
  }

  private static CaptionRequest request(UnaryOperator<CaptionRequest.Builder> change) {
    return change
        .apply(CaptionRequest.newBuilder().setRequestId("id-1").setCaption("a red circle"))
        .build();
  }
}
