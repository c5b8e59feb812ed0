package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A caption becomes an image: by the command line, the official OpenAI client, and plain Kafka. */
@ExtendWith(SharedStack.class)
class CaptionToImageIT {
  private static final String CAPTION = "a large red circle above a small blue square";

  private final RunningStack stack;

  CaptionToImageIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void commandLineWritesOneImageOfAllThatWereAsked(@TempDir Path folder) throws Exception {
    // when
    Path out = folder.resolve("out.png");
    stack.run("generate", CAPTION, "-n", "4", "--seed", "7", "-o", out.toString());

    // then
    BufferedImage image = ImageIO.read(out.toFile());
    assertThat(image.getWidth()).isGreaterThanOrEqualTo(128);
    assertThat(new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1)).contains(CAPTION);
  }

  @Test
  void officialOpenAiClientWorksUnchanged() throws Exception {
    // given
    OpenAIClient client = openAi();

    // when
    ImagesResponse response =
        client
            .images()
            .generate(ImageGenerateParams.builder().prompt(CAPTION).model("stable").n(2).build());

    // then
    assertThat(response.data()).isPresent();
    assertThat(response.data().get()).hasSize(2);
    byte[] png = Base64.getDecoder().decode(response.data().get().get(0).b64Json().orElseThrow());
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(64);
    assertThat(client.models().list().data()).extracting(Model::id).contains("stable");
  }

  @Test
  void unknownModelIsTheOpenAiErrorForIt() {
    NotFoundException error =
        catchThrowableOfType(
            NotFoundException.class,
            () ->
                openAi()
                    .images()
                    .generate(
                        ImageGenerateParams.builder().prompt(CAPTION).model("no-such").build()));

    assertThat(error.code()).contains("model_not_found");
  }

  @Test
  void sameRequestTwiceIsTheSameBytes() throws Exception {
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> results = user.reader("image-results")) {
      // given
      List<String> ids = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());

      // when
      for (String id : ids) {
        user.request(id, CAPTION, request -> request.put("seed", 11L));
      }

      // then
      List<GenericRecord> images = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                KafkaUser.poll(
                    results,
                    record -> {
                      if (ids.contains(record.key())) {
                        images.add(user.decode(record.value()));
                      }
                    });
                return images.size() >= 2;
              });
      assertThat(images.get(0).get("checkpointId")).isEqualTo(images.get(1).get("checkpointId"));
      assertThat((ByteBuffer) images.get(0).get("image")).isEqualTo(images.get(1).get("image"));
    }
  }

  private OpenAIClient openAi() {
    return OpenAIOkHttpClient.builder().apiKey("any").baseUrl(stack.url() + "/v1").build();
  }
}
