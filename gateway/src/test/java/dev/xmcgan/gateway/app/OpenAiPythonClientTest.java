package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of OpenAI's client for Python, answered so that it understands them. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class OpenAiPythonClientTest {
  private OpenAiPythonCalls client;

  @BeforeEach
  void connect() throws IOException {
    Ready.awaitReady();
    client = new OpenAiPythonCalls();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  @Test
  void itDrawsWithEveryField() throws IOException {
    // when
    JsonNode response = OpenAiPythonCalls.object(client.send("drawn"));

    // then
    assertThat(response.path("created").isIntegralNumber()).isTrue();
    assertThat(response.path("output_format").textValue()).isEqualTo("png");
    assertThat(response.path("seed").longValue()).isEqualTo(7);
    assertThat(response.path("data")).hasSize(2).allSatisfy(image -> assertIsImage(image));
  }

  @Test
  void itDrawsAsynchronously() throws IOException {
    assertThat(OpenAiPythonCalls.object(client.send("drawn-async")).path("data")).hasSize(1);
  }

  @Test
  void itsCaptionsAreInUtf8() throws IOException {
    // when
    JsonNode response = OpenAiPythonCalls.object(client.send("any-alphabet"));

    // then
    assertThat(response.path("data").path(0).path("revised_prompt").textValue())
        .isEqualTo("ein grüner Kreis, 赤い円");
  }

  @Test
  void itGetsUrls() throws IOException {
    // when
    JsonNode image = OpenAiPythonCalls.object(client.send("url")).path("data").path(0);

    // then
    assertThat(image.has("b64_json")).isFalse();
    assertThat(ImageIO.read(URI.create(image.path("url").textValue()).toURL())).isNotNull();
  }

  @Test
  void itStreamsImagesAsTheyCome() throws IOException {
    // when
    RawHttp.Answer answer = client.send("stream");

    // then
    assertThat(answer.status()).isEqualTo(200);
    List<JsonNode> events = OpenAiPythonCalls.events(answer);
    assertThat(events)
        .hasSize(3)
        .allSatisfy(
            event -> {
              assertThat(event.has("error")).isFalse();
              assertThat(event.path("type").textValue()).isEqualTo("image_generation.completed");
              assertThat(event.path("created_at").isIntegralNumber()).isTrue();
              assertThat(event.path("output_format").textValue()).isEqualTo("png");
              assertThat(event.path("size").textValue()).isEqualTo("64x64");
              assertThat(event.path("quality").textValue()).isEqualTo("auto");
              assertThat(event.path("background").textValue()).isEqualTo("opaque");
              assertIsImage(event);
            });
  }

  @Test
  void itRaisesWhatEndsAStream() throws IOException {
    // when
    List<JsonNode> events = OpenAiPythonCalls.events(client.send("failing-stream"));

    // then
    assertThat(events).hasSize(1);
    JsonNode error = events.get(0).path("error");
    assertThat(error.path("message").textValue()).contains("NON_FINITE_IMAGE");
    assertThat(error.path("type").textValue()).isEqualTo("server_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-caption", "refused-stream"})
  void itRaisesWhatIsRefused(String call) throws IOException {
    // when
    RawHttp.Answer answer = client.send(call);

    // then
    assertThat(answer.status()).isEqualTo(400);
    assertThat(OpenAiPythonCalls.isSentAgain(answer)).isFalse();
    JsonNode error = OpenAiPythonCalls.error(answer);
    assertThat(error.path("message").textValue()).isNotBlank();
    assertThat(error.path("code").textValue()).isEqualTo("no_caption");
    assertThat(error.path("param").textValue()).isEqualTo("prompt");
    assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
  }

  @Test
  void itRaisesThatAModelIsNotThere() throws IOException {
    // when
    RawHttp.Answer answer = client.send("unknown-model");

    // then
    assertThat(answer.status()).isEqualTo(404);
    assertThat(OpenAiPythonCalls.error(answer).path("code").textValue())
        .isEqualTo("model_not_found");
  }

  @Test
  void itDoesNotRepeatAConflict() throws IOException {
    // given
    assertThat(client.send("once").status()).isEqualTo(200);

    // when
    RawHttp.Answer answer = client.send("once-with-another-body");

    // then: it takes a 409 for a lock that will be free in a moment, unless it is told
    assertThat(answer.status()).isEqualTo(409);
    assertThat(OpenAiPythonCalls.isSentAgain(answer)).isFalse();
    assertThat(OpenAiPythonCalls.error(answer).path("code").textValue())
        .isEqualTo("idempotency_key_reused");
  }

  @Test
  void itListsAndRetrievesModels() throws IOException {
    // when
    JsonNode models = OpenAiPythonCalls.object(client.send("models"));
    JsonNode stable = OpenAiPythonCalls.object(client.send("model"));

    // then
    assertThat(models.path("object").textValue()).isEqualTo("list");
    assertThat(models.path("data").findValuesAsText("id")).contains("stable");
    assertThat(stable.path("object").textValue()).isEqualTo("model");
    assertThat(stable.path("id").textValue()).isEqualTo("stable");
    assertThat(stable.path("created").isIntegralNumber()).isTrue();
    assertThat(stable.path("owned_by").textValue()).isEqualTo("test");
  }

  @Test
  void itsFormsAreRefusedInWordsAndItsConnectionGoesOn() throws IOException {
    for (String call : List.of("edit", "variation")) {
      // when
      RawHttp.Answer answer = client.send(call);

      // then
      assertThat(answer.status()).as(call).isEqualTo(404);
      assertThat(OpenAiPythonCalls.error(answer).path("message").textValue())
          .contains("/v1/images/generations");
    }
    assertThat(client.send("drawn-async").status()).isEqualTo(200);
  }

  private static void assertIsImage(JsonNode image) {
    byte[] png = Base64.getDecoder().decode(image.path("b64_json").textValue());
    assertThat(new ByteArrayInputStream(png))
        .satisfies(file -> assertThat(ImageIO.read(file)).isNotNull());
  }
}
