package dev.xmcgan.gateway.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.ImageFormat;
import jakarta.validation.Validation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesRequestTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long CHOSEN = 99;

  private final JsonBody bodies =
      new JsonBody(Validation.buildDefaultValidatorFactory().getValidator());

  @Test
  void aPromptAloneGetsTheDefaults() {
    // when
    GenerationRequest request = parse("{\"prompt\": \"  a red circle \\n\"}");

    // then
    assertThat(request.caption()).isEqualTo("a red circle");
    assertThat(request.count()).isEqualTo(1);
    assertThat(request.size()).isZero();
    assertThat(request.format()).isEqualTo(ImageFormat.PNG);
    assertThat(request.tenant()).isEqualTo("anonymous");
    assertThat(request.model()).isEqualTo("stable");
    assertThat(request.seed()).isEqualTo(CHOSEN);
    assertThat(request.firstIndex()).isZero();
    assertThat(request.truncation()).isEmpty();
    assertThat(request.timeout()).isEqualTo(LONGEST);
  }

  @Test
  void everyParameterIsRead() {
    // when
    GenerationRequest request =
        parse(
            """
            {"prompt": "a red circle", "n": 4, "size": "128x128", "response_format": "b64_json",
             "output_format": "jpeg", "user": "ann", "model": "canary", "seed": -9223372036854775808,
             "index": 6, "truncation": 0.5, "priority": -3, "timeout": 2.5, "enlarge": true}
            """);

    // then
    assertThat(request.count()).isEqualTo(4);
    assertThat(request.size()).isEqualTo(128);
    assertThat(request.format()).isEqualTo(ImageFormat.JPEG);
    assertThat(request.tenant()).isEqualTo("ann");
    assertThat(request.model()).isEqualTo("canary");
    assertThat(request.seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(request.firstIndex()).isEqualTo(6);
    assertThat(request.truncation()).hasValue(0.5);
    assertThat(request.priority()).isEqualTo(-3);
    assertThat(request.timeout()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(request.enlarged()).isTrue();
  }

  @Test
  void parametersOfOpenAiThatAskForNothingAreTaken() {
    // when
    GenerationRequest request =
        parse(
            """
            {"prompt": "a red circle", "quality": "auto", "background": "opaque",
             "moderation": "auto", "partial_images": 0, "stream": false, "n": null,
             "output_compression": 100, "style": "vivid"}
            """);

    // then
    assertThat(request.caption()).isEqualTo("a red circle");
  }

  @Test
  void filesMayBeWebPAndCoarser() {
    // when
    GenerationRequest request =
        parse("{\"prompt\": \"x\", \"output_format\": \"webp\", \"output_compression\": 60}");

    // then
    assertThat(request.format()).isEqualTo(ImageFormat.WEBP);
    assertThat(request.compression()).isEqualTo(60);
    assertThat(parse("{\"prompt\": \"x\"}").compression()).isEqualTo(100);
  }

  @Test
  void aSeedMayBeText() {
    assertThat(parse("{\"prompt\": \"x\", \"seed\": \"9223372036854775807\"}").seed())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(parse("{\"prompt\": \"x\", \"seed\": \"-7\"}").seed()).isEqualTo(-7);
  }

  @Test
  void whoHasAKeyAsksByItsName() {
    // given
    Caller caller =
        new Caller(
            Optional.of("bob"), Set.of(ApiRole.GENERATE), Optional.empty(), Optional.empty());

    // when
    GenerationRequest request =
        bodies
            .read("{\"prompt\": \"x\", \"user\": \"ann\"}".getBytes(UTF_8), ImagesRequest.class)
            .toDrawRequest(caller, LONGEST, () -> CHOSEN);

    // then
    assertThat(request.tenant()).isEqualTo("bob");
  }

  @Test
  void theLongestCaptionIsTakenAndOneCharacterMoreIsNot() {
    // given
    String longest = "x".repeat(2000);

    // when
    GenerationRequest taken = parse("{\"prompt\": \"" + longest + "\"}");
    ApiError refused = error("{\"prompt\": \"" + longest + "y\"}");

    // then
    assertThat(taken.caption()).hasSize(2000);
    assertThat(refused.code()).isEqualTo("caption_too_long");
    assertThat(refused.message()).contains("2001").contains("2000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                | prompt          | missing_required_parameter",
        "{\"prompt\": null}                                | prompt          | missing_required_parameter",
        "{\"prompt\": \"  \\t \"}                          | prompt          | no_caption",
        "{\"prompt\": 7}                                   | prompt          | invalid_type",
        "{\"prompt\": \"x\", \"n\": 0}                     | n               | invalid_value",
        "{\"prompt\": \"x\", \"n\": 11}                    | n               | invalid_value",
        "{\"prompt\": \"x\", \"n\": 1.5}                   | n               | invalid_type",
        "{\"prompt\": \"x\", \"n\": \"2\"}                 | n               | invalid_type",
        "{\"prompt\": \"x\", \"n\": true}                  | n               | invalid_type",
        "{\"prompt\": \"x\", \"size\": \"big\"}            | size            | invalid_value",
        "{\"prompt\": \"x\", \"size\": \"64x128\"}         | size            | unsupported_value",
        "{\"prompt\": \"x\", \"size\": \"15x15\"}          | size            | unsupported_value",
        "{\"prompt\": \"x\", \"size\": \"1025x1025\"}      | size            | unsupported_value",
        "{\"prompt\": \"x\", \"size\": \"9999999999x1\"}   | size            | invalid_value",
        "{\"prompt\": \"x\", \"size\": 64}                 | size            | invalid_type",
        "{\"prompt\": \"x\", \"response_format\": \"uri\"} | response_format | unsupported_value",
        "{\"prompt\": \"x\", \"quality\": \"hd\"}       | quality         | unsupported_value",
        "{\"prompt\": \"x\", \"style\": \"natural\"}    | style           | unsupported_value",
        "{\"prompt\": \"x\", \"background\": \"transparent\"} | background | unsupported_value",
        "{\"prompt\": \"x\", \"moderation\": \"low\"}   | moderation      | unsupported_value",
        "{\"prompt\": \"x\", \"output_compression\": 5} | output_compression | unsupported_value",
        "{\"prompt\": \"x\", \"output_compression\": 101} | output_compression | invalid_value",
        "{\"prompt\": \"x\", \"partial_images\": 4}     | partial_images  | invalid_value",
        "{\"prompt\": \"x\", \"stream\": \"true\"}      | stream          | invalid_type",
        "{\"prompt\": \"x\", \"sead\": 7}               | sead            | unknown_parameter",
        "{\"prompt\": \"x\", \"guidance\": true}        | guidance        | unknown_parameter",
        "{\"prompt\": \"x\", \"index\": 10}             | index           | invalid_value",
        "{\"prompt\": \"x\", \"n\": 2, \"index\": 9}     | index           | invalid_value",
        "{\"prompt\": \"x\", \"truncation\": 0.01}      | truncation      | invalid_value",
        "{\"prompt\": \"x\", \"truncation\": \"1\"}     | truncation      | invalid_type",
        "{\"prompt\": \"x\", \"priority\": 101}         | priority        | invalid_value",
        "{\"prompt\": \"x\", \"timeout\": 0}            | timeout         | invalid_value",
        "{\"prompt\": \"x\", \"timeout\": 61}           | timeout         | invalid_value",
        "{\"prompt\": \"x\", \"timeout\": 1e300}        | timeout         | invalid_value",
        "{\"prompt\": \"x\", \"n\": 99999999999}        | n               | invalid_type",
        "{\"prompt\": \"x\", \"seed\": 1.5}             | seed            | invalid_type",
        "{\"prompt\": \"x\", \"seed\": \"99999999999999999999\"} | seed  | invalid_type",
        "{\"prompt\": \"x\", \"output_format\": \"avif\"}  | output_format   | unsupported_value",
        "{\"prompt\": \"x\", \"seed\": 9223372036854775808}| seed            | invalid_type",
        "{\"prompt\": \"x\", \"seed\": \"seven\"}          | seed            | invalid_type",
        "{\"prompt\": \"x\", \"seed\": 1e400}              | seed            | invalid_type",
        "{\"prompt\": \"x\", \"user\": {}}                 | user            | invalid_type",
      })
  void aBadFieldIsNamed(String body, String param, String code) {
    // when
    ApiError error = error(body);

    // then
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.param()).isEqualTo(param);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).contains("'" + param + "'");
    assertThat(error.type()).isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[]",
        "\"a red circle\"",
        "null",
        "{\"prompt\": \"x\"} {}",
        "{\"prompt\": \"x\", \"prompt\": \"y\"}",
        "{\"prompt\": \"x\", \"n\": tru}",
        "[{\"prompt\": \"x\"}]",
        "\u0000"
      })
  void whatIsNotOneJsonObjectIsRefused(String body) {
    // when
    ApiError error = error(body);

    // then
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.code()).isEqualTo("invalid_json");
    assertThat(error.param()).isNull();
  }

  @Test
  void deepNestingIsRefusedNotFollowed() {
    // when
    ApiError error = error("{\"prompt\": " + "[".repeat(50_000) + "]".repeat(50_000) + "}");

    // then
    assertThat(error.code()).isEqualTo("invalid_type");
  }

  @Test
  void aHugeBodyIsRefusedUnread() {
    // when
    ApiError error = error("{\"prompt\": \"" + "x".repeat(200_000) + "\"}");

    // then
    assertThat(error.status()).isEqualTo(413);
  }

  @Test
  void anOverlongUserOrModelIsRefused() {
    // when
    ApiError error = error("{\"prompt\": \"x\", \"model\": \"" + "m".repeat(257) + "\"}");

    // then
    assertThat(error.param()).isEqualTo("model");
    assertThat(error.code()).isEqualTo("string_above_max_length");
  }

  private GenerationRequest parse(String body) {
    return bodies
        .read(body.getBytes(UTF_8), ImagesRequest.class)
        .toDrawRequest(Caller.UNKNOWN, LONGEST, () -> CHOSEN);
  }

  private ApiError error(String body) {
    return catchThrowableOfType(ApiException.class, () -> parse(body)).error();
  }
}
