package dev.xmcgan.model.generation;

import static dev.xmcgan.model.generation.TestRequests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.model.config.SelfModulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which words the regions of an image attended to. */
class AttentionMapsTest {
  @RegisterExtension static final UntrainedModels MODELS = new UntrainedModels();

  @Tag("promise-2")
  @Test
  void attentionMapsComeWithTheSameBytesAndDoNotFeelTheBatch() throws IOException {
    // given
    try (ImageGenerator generator = MODELS.small(6)) {
      Random random = new Random(6);
      List<ImageRequest> requests = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        requests.add(request(random));
      }
      List<GeneratedImage> plain = generator.generate(requests);

      // when
      List<AttendedImage> attended = generator.generateAttended(requests);

      // then
      assertThat(attended).hasSize(7);
      for (int i = 0; i < 7; i++) {
        WordMaps words = attended.get(i).words();
        AttendedImage alone = generator.generateAttended(List.of(requests.get(i))).get(0);
        assertThat(attended.get(i).image().rgb()).isEqualTo(plain.get(i).rgb());
        assertThat(words.maps()).hasSameSizeAs(words.tokens());
        assertThat(words.tokens()).startsWith("[CLS]").endsWith("[SEP]");
        for (int region = 0; region < 16 * 16; region++) {
          float sum = 0;
          for (float[] map : words.maps()) {
            sum += map[region];
          }
          assertThat(sum).isCloseTo(1, within(1e-5f));
        }
        for (int word = 0; word < words.maps().size(); word++) {
          assertThat(words.maps().get(word)).isEqualTo(alone.words().maps().get(word));
        }
      }
    }
  }

  @Test
  void attentionMapsNameTheTokensOfACaptionThatIsCut() throws IOException {
    // given
    try (ImageGenerator generator = MODELS.small(6)) {
      String caption = "a red circle ".repeat(9);

      // when
      List<AttendedImage> attended =
          generator.generateAttended(List.of(new ImageRequest(caption, 1, OptionalDouble.empty())));

      // then
      assertThat(attended.get(0).words().tokens())
          .hasSize(generator.config().maxWords())
          .startsWith("[CLS]", "a", "red", "circle", "a")
          .endsWith("[SEP]");
    }
  }

  @Test
  void aModelThatAttendsToNoWordsDrawsWithoutMaps() throws IOException {
    // given
    Path plain = MODELS.write("plain", MODELS.config().with(SelfModulation.PLAIN), 6);
    try (ImageGenerator generator = MODELS.load(plain)) {
      ImageRequest request = new ImageRequest("a red circle", 1, OptionalDouble.empty());

      // when
      AttendedImage attended = generator.generateAttended(List.of(request)).get(0);

      // then
      assertThat(attended.image().rgb())
          .isEqualTo(generator.generate(List.of(request)).get(0).rgb());
      assertThat(attended.words().tokens()).isEmpty();
    }
  }

  @Test
  void thePiecesOfAWordAreOneAndTheMarksAreNone() {
    // given
    WordMaps maps =
        new WordMaps(
            1,
            List.of("[CLS]", "surf", "##board", "##ing", "on", "[SEP]"),
            List.of(
                new float[] {0.125f},
                new float[] {0.25f},
                new float[] {0.125f},
                new float[] {0.0625f},
                new float[] {0.25f},
                new float[] {0.1875f}));

    // when
    WordMaps words = maps.byWord();

    // then
    assertThat(words.tokens()).containsExactly("surfboarding", "on");
    assertThat(words.maps().get(0)).containsExactly(0.4375f);
    assertThat(words.maps().get(1)).containsExactly(0.25f);
    assertThat(maps.maps().get(1)).containsExactly(0.25f);
  }
}
