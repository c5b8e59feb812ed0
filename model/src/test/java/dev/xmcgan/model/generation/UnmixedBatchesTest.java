package dev.xmcgan.model.generation;

import static dev.xmcgan.model.generation.TestRequests.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.model.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An image's bytes do not depend on what is drawn beside it. */
class UnmixedBatchesTest {
  @RegisterExtension static final UntrainedModels MODELS = new UntrainedModels();

  @Tag("promise-2")
  @ParameterizedTest
  @CsvSource({"1,5", "2,1", "7,2", "16,3", "21,4"})
  void drawsTheSameBytesAloneAndInAnyBatch(int batch, long seed) throws IOException {
    // given
    try (ImageGenerator generator = MODELS.small(seed)) {
      Random random = new Random(seed);
      List<ImageRequest> requests = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        requests.add(request(random));
      }
      List<byte[]> alone =
          requests.stream().map(r -> generator.generate(List.of(r)).get(0).rgb()).toList();

      for (int round = 0; round < 3; round++) {
        // when
        List<Integer> order = shuffled(batch, random);
        List<GeneratedImage> together =
            generator.generate(order.stream().map(requests::get).toList());

        // then
        assertThat(together).hasSize(batch);
        for (int place = 0; place < batch; place++) {
          assertThat(together.get(place).rgb()).isEqualTo(alone.get(order.get(place)));
        }
      }
    }
  }

  @Tag("promise-2")
  @Test
  void drawsTheSameBytesWithTheStarterPresetWhateverTheBatchAndTheInstance() throws IOException {
    // given
    Path checkpoint = MODELS.write("starter", ModelConfig.starter64(), 5);
    Random random = new Random(5);
    List<ImageRequest> requests = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      requests.add(request(random));
    }
    List<byte[]> alone = new ArrayList<>();
    try (ImageGenerator one = MODELS.load(checkpoint)) {
      requests.forEach(r -> alone.add(one.generate(List.of(r)).get(0).rgb()));
    }

    // when
    try (ImageGenerator other = MODELS.load(checkpoint)) {
      other.warmUp(16);
      other.selfCheck();
      long start = System.nanoTime();
      List<GeneratedImage> together = other.generate(requests);
      System.out.printf(
          "starter-64: 16 images with text in %.1f ms%n", (System.nanoTime() - start) / 1e6);

      // then
      for (int i = 0; i < alone.size(); i++) {
        assertThat(together.get(i).rgb()).isEqualTo(alone.get(i));
        assertThat(together.get(i).size()).isEqualTo(64);
        assertThat(together.get(i).finite()).isTrue();
      }
    }
  }

  @Tag("promise-2")
  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "7,0", "16,0", "2,4", "7,4", "16,4"})
  void drawsTheSameFilesWithTheStarterPresetBesideAnyNeighbours(int batch, int captionHeads)
      throws IOException {
    // given: the first request comes again with other neighbours, at another place
    Path checkpoint =
        MODELS.write("files", ModelConfig.starter64().withCaptionHeads(captionHeads), 7);
    Random random = new Random(batch);
    ImageRequest watched = request(random);
    try (ImageGenerator generator = MODELS.load(checkpoint)) {
      byte[] alone = png(generator.generate(List.of(watched)).get(0));

      for (int round = 0; round < 4; round++) {
        List<ImageRequest> requests = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
          requests.add(request(random));
        }
        int place = random.nextInt(batch);
        requests.set(place, watched);

        // when
        List<GeneratedImage> together = generator.generate(requests);

        // then
        assertThat(png(together.get(place))).isEqualTo(alone);
      }
    }
  }

  private static byte[] png(GeneratedImage image) {
    return PngFile.encode(image.image(), Map.of("caption", "watched"));
  }

  private static List<Integer> shuffled(int count, Random random) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    List<Integer> list = Arrays.asList(order);
    Collections.shuffle(list, random);
    return list;
  }
}
