package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
            .quality(ImageGenerateParams.Quality.HIGH)
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
  void itsErrorsAreTyped() {
    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.images().generate(prompt(" ").build()))
        .satisfies(
            error -> {
              assertThat(error.code()).contains("invalid_value");
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
