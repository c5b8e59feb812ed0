package dev.xmcgan.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.ImageFormat;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawRequestParserTest {
  private final DrawRequestParser parser = new DrawRequestParser(new ObjectMapper());

  @Test
  void aPromptAloneGetsTheDefaults() {
    // when
    DrawRequest request = parse("{\"prompt\": \"  a red circle \\n\"}");

    // then
    assertThat(request.caption()).isEqualTo("a red circle");
    assertThat(request.count()).isEqualTo(1);
    assertThat(request.size()).isZero();
    assertThat(request.format()).isEqualTo(ImageFormat.PNG);
    assertThat(request.tenant()).isEqualTo("default");
    assertThat(request.model()).isEqualTo("stable");
    assertThat(request.seed()).isEmpty();
  }

  @Test
  void everyParameterIsRead() {
    // when
    DrawRequest request =
        parse(
            """
            {"prompt": "a red circle", "n": 4, "size": "128x128", "response_format": "b64_json",
             "output_format": "jpeg", "user": "ann", "model": "canary", "seed": -9223372036854775808}
            """);

    // then
    assertThat(request.count()).isEqualTo(4);
    assertThat(request.size()).isEqualTo(128);
    assertThat(request.format()).isEqualTo(ImageFormat.JPEG);
    assertThat(request.tenant()).isEqualTo("ann");
    assertThat(request.model()).isEqualTo("canary");
    assertThat(request.seed()).hasValue(Long.MIN_VALUE);
  }

  @Test
  void parametersOfOpenAiThatMeanNothingHereAreIgnored() {
    // when
    DrawRequest request =
        parse(
            """
            {"prompt": "a red circle", "quality": "hd", "style": "vivid", "background": "auto",
             "moderation": "low", "partial_images": 0, "stream": false, "n": null, "x": [{}]}
            """);

    // then
    assertThat(request.caption()).isEqualTo("a red circle");
  }

  @Test
  void theLongestCaptionIsTakenAndOneCharacterMoreIsNot() {
    // given
    String longest = "x".repeat(2000);

    // when
    DrawRequest taken = parse("{\"prompt\": \"" + longest + "\"}");
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
        "{\"prompt\": \"x\", \"response_format\": \"url\"} | response_format | unsupported_value",
        "{\"prompt\": \"x\", \"output_format\": \"webp\"}  | output_format   | unsupported_value",
        "{\"prompt\": \"x\", \"stream\": true}             | stream          | unsupported_value",
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
    assertThat(error.code()).isEqualTo("invalid_json");
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

  private DrawRequest parse(String body) {
    return parser.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private ApiError error(String body) {
    return catchThrowableOfType(ApiException.class, () -> parse(body)).error();
  }
}
