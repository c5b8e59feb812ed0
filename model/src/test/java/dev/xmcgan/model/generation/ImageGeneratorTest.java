package dev.xmcgan.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Drawing by one generator, alone and beside another. */
class ImageGeneratorTest {
  @RegisterExtension static final UntrainedModels MODELS = new UntrainedModels();

  @Test
  void drawsDifferentImagesForOtherSeedsCaptionsAndTruncations() throws IOException {
    // given
    try (ImageGenerator generator = MODELS.small(1)) {
      ImageRequest request = new ImageRequest("a red circle", 1, OptionalDouble.empty());
      ImageRequest otherSeed = new ImageRequest("a red circle", 2, OptionalDouble.empty());
      ImageRequest otherCaption = new ImageRequest("a blue ring", 1, OptionalDouble.empty());
      ImageRequest truncated = new ImageRequest("a red circle", 1, OptionalDouble.of(0.3));

      // when
      List<GeneratedImage> images =
          generator.generate(List.of(request, otherSeed, otherCaption, truncated, request));

      // then
      assertThat(images.get(4).rgb()).isEqualTo(images.get(0).rgb());
      for (int i = 1; i < 4; i++) {
        assertThat(images.get(i).rgb()).isNotEqualTo(images.get(0).rgb());
      }
    }
  }

  @Test
  void theEndsOfAnInterpolationAreThePlainImagesAndTheMiddleIsItsOwnInAnyCompany()
      throws IOException {
    // given: captions of different lengths
    try (ImageGenerator generator = MODELS.small(1)) {
      ImageRequest from = new ImageRequest("a ring", 1, OptionalDouble.of(0.8));
      ImageRequest to =
          new ImageRequest("a large blue star on the grass", 2, OptionalDouble.of(0.8));
      ImageRequest between = from.towards(to.caption(), to.seed(), 0.5);

      // when
      List<GeneratedImage> images =
          generator.generate(
              List.of(
                  from.towards(to.caption(), to.seed(), 0),
                  between,
                  from.towards(to.caption(), to.seed(), 1),
                  from.towards(to.caption(), from.seed(), 0.5),
                  from.towards(from.caption(), to.seed(), 0.5)));

      // then
      assertThat(images.get(0).rgb()).isEqualTo(drawn(generator, from));
      assertThat(images.get(2).rgb()).isEqualTo(drawn(generator, to));
      assertThat(images.get(1).rgb()).isEqualTo(drawn(generator, between));
      assertThat(images.stream().map(image -> ByteBuffer.wrap(image.rgb())).distinct()).hasSize(5);
      AttendedImage attended = generator.generateAttended(List.of(between)).get(0);
      assertThat(attended.image().rgb()).isEqualTo(images.get(1).rgb());
      assertThat(attended.words().tokens()).isEmpty();
    }
  }

  private static byte[] drawn(ImageGenerator generator, ImageRequest request) {
    return generator.generate(List.of(request)).get(0).rgb();
  }

  @Test
  void answersNothingToNoRequests() throws IOException {
    try (ImageGenerator generator = MODELS.small(1)) {
      assertThat(generator.generate(List.of())).isEmpty();
    }
  }

  @Test
  void loadsAndDrawsBesideAnotherThatIsDrawing() throws IOException {
    // given
    ModelConfig config = MODELS.config();
    Path checkpoint = MODELS.write("parallel", config, 3);
    ImageRequest request = new ImageRequest("a red circle", 1, OptionalDouble.empty());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      // when
      List<CompletableFuture<List<byte[]>>> both = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        both.add(
            CompletableFuture.supplyAsync(() -> loadAndDraw(checkpoint, request, 10), threads));
      }

      // then
      List<byte[]> images = new ArrayList<>();
      both.forEach(future -> images.addAll(future.join()));
      assertThat(images).hasSize(20).allSatisfy(rgb -> assertThat(rgb).isEqualTo(images.get(0)));
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusesToDrawAfterClose() throws IOException {
    // given
    ImageGenerator generator = MODELS.small(1);

    // when
    generator.close();

    // then
    assertThatThrownBy(
            () ->
                generator.generate(List.of(new ImageRequest("a ring", 1, OptionalDouble.empty()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static List<byte[]> loadAndDraw(Path checkpoint, ImageRequest request, int times) {
    List<byte[]> images = new ArrayList<>();
    try (ImageGenerator generator = MODELS.load(checkpoint)) {
      for (int i = 0; i < times; i++) {
        images.add(generator.generate(List.of(request)).get(0).rgb());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return images;
  }
}
