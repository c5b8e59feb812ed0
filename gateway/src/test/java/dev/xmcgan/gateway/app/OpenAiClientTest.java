package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenCompletedEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
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

@QuarkusTest
@WithTestResource(ServingKafka.class)
class OpenAiClientTest {

  @TestHTTPResource("/v1")
  String baseUrl;

  private OpenAIClient client;

  @BeforeEach
  void connect() {
    Ready.awaitReady();
    client = OpenAIOkHttpClient.builder().apiKey("unused").baseUrl(baseUrl).build();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void theOfficialClientDrawsUnchanged() throws IOException {
    // given
    ImageGenerateParams params =
        ImageGenerateParams.builder()
            .prompt("a large red circle above a small blue square")
            .n(2)
            .size(ImageGenerateParams.Size.AUTO)
            .quality(ImageGenerateParams.Quality.AUTO)
            .responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON)
            .outputFormat(ImageGenerateParams.OutputFormat.PNG)
            .user("ann")
            .model("stable")
            .putAdditionalBodyProperty("seed", JsonValue.from(7))
            .build();

    // when
    ImagesResponse response = client.images().generate(params);

    // then
    response.validate();
    List<Image> images = response.data().orElseThrow();
    assertThat(images).hasSize(2);
    for (Image image : images) {
      byte[] png = Base64.getDecoder().decode(image.b64Json().orElseThrow());
      assertThat(ImageIO.read(new ByteArrayInputStream(png))).isNotNull();
    }
    assertThat(response._additionalProperties().get("seed")).isEqualTo(JsonValue.from(7));
    assertThat(response._additionalProperties()).containsKeys("checkpoint", "id");
  }

  @Test
  void itGetsUrls() throws IOException {
    // when
    Image image =
        client
            .images()
            .generate(prompt("x").responseFormat(ImageGenerateParams.ResponseFormat.URL).build())
            .data()
            .orElseThrow()
            .get(0);

    // then
    assertThat(ImageIO.read(URI.create(image.url().orElseThrow()).toURL())).isNotNull();
  }

  @Test
  void itStreamsImagesAsTheyCome() {
    // when
    List<ImageGenStreamEvent> events;
    try (StreamResponse<ImageGenStreamEvent> stream =
        client.images().generateStreaming(prompt("a red circle").n(3).build())) {
      events = stream.stream().toList();
    }

    // then: the fake worker draws the last one first
    assertThat(events).hasSize(3).allMatch(ImageGenStreamEvent::isGenerationCompleted);
    assertThat(events)
        .extracting(event -> event.asGenerationCompleted()._additionalProperties().get("index"))
        .containsExactly(JsonValue.from(2), JsonValue.from(1), JsonValue.from(0));
    for (ImageGenStreamEvent event : events) {
      ImageGenCompletedEvent image = event.asGenerationCompleted();
      assertThat(Base64.getDecoder().decode(image.b64Json())).isNotEmpty();
      assertThat(image.size()).isEqualTo(ImageGenCompletedEvent.Size.of("64x64"));
      assertThat(image.outputFormat()).isEqualTo(ImageGenCompletedEvent.OutputFormat.PNG);
      assertThat(image.createdAt()).isPositive();
    }
  }

  @Test
  void itHearsHowAStreamFails() {
    try (StreamResponse<ImageGenStreamEvent> stream =
        client.images().generateStreaming(prompt("fail with NON_FINITE_IMAGE").build())) {
      assertThatExceptionOfType(SseException.class)
          .isThrownBy(() -> stream.stream().toList())
          .withMessageContaining("NON_FINITE_IMAGE");
    }
    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.images().generateStreaming(prompt(" ").build()).close());
  }

  @Test
  void itsErrorsAreTyped() {
    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.images().generate(prompt(" ").build()))
        .satisfies(
            error -> {
              assertThat(error.code()).contains("no_caption");
              assertThat(error.param()).contains("prompt");
              assertThat(error.type()).contains("invalid_request_error");
            });
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> client.images().generate(prompt("x").model("dall-e-3").build()))
        .satisfies(error -> assertThat(error.code()).contains("model_not_found"));
  }

  @Test
  void itListsAndRetrievesModels() {
    // when
    List<Model> models = client.models().list().data();
    Model stable = client.models().retrieve("stable");

    // then
    assertThat(models).extracting(Model::id).contains("stable", FakeWorker.CHECKPOINT);
    assertThat(stable.ownedBy()).isEqualTo("test");
    assertThat(stable._additionalProperties().get("checkpoint"))
        .isEqualTo(JsonValue.from(FakeWorker.CHECKPOINT));
  }

  private static ImageGenerateParams.Builder prompt(String prompt) {
    return ImageGenerateParams.builder().prompt(prompt);
  }
}
