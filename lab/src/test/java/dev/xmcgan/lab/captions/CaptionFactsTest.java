package dev.xmcgan.lab.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.evaluation.judge.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionFactsTest {
  private final CaptionFacts facts =
      new CaptionFacts(
          new Vocabulary(
              List.of("grass"),
              List.of("red", "blue"),
              List.of("circle", "square"),
              List.of("small", "large")));

  @Test
  void aNumberForEachThingThatIsSaidOfAColour() {
    assertThat(facts.count()).isEqualTo(12);
    assertThat(facts.of("a large red circle above a small blue square on green grass"))
        .containsExactly(0, -1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1);
  }

  @Test
  void whatIsNotSaidIsZero() {
    assertThat(facts.of("a blue circle and a red square"))
        .containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
    assertThat(facts.of("a small blue circle on green grass"))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0);
  }

  @ParameterizedTest
  @CsvSource({"left of, -1, 0", "right of, 1, 0", "above, 0, -1", "below, 0, 1"})
  void aPlaceIsToldOfBothAndTheSameFromEitherSide(String place, float across, float down) {
    // when
    float[] read = facts.of("a red circle " + place + " a blue square");

    // then
    assertThat(List.of(read[0], read[1], read[6], read[7]))
        .containsExactly(across, down, 0 - across, 0 - down);
    assertThat(facts.of("a blue square " + opposite(place) + " a red circle"))
        .containsExactly(read);
  }

  @Test
  void eachWordOfAnObjectSaysItsSizeAndItsShape() {
    // given: as a text encoder cuts it
    List<String> tokens =
        List.of("[CLS]", "a", "large", "red", "circle", "and", "a", "blue", "square", ".", "[SEP]");

    // when
    float[][] read = facts.ofWords(tokens);

    // then
    assertThat(facts.countOfWords()).isEqualTo(4);
    assertThat(read).hasDimensions(tokens.size(), 4);
    for (int word = 0; word < tokens.size(); word++) {
      float[] expected =
          switch (tokens.get(word)) {
            case "large", "red", "circle" -> new float[] {0, 1, 1, 0};
            case "blue", "square" -> new float[] {0, 0, 0, 1};
            default -> new float[4];
          };
      assertThat(read[word]).as(tokens.get(word)).containsExactly(expected);
    }
  }

  @Test
  void ofAnObjectWhoseShapeIsCutOffNoWordSaysAnything() {
    assertThat(facts.ofWords(List.of("a", "large", "red", "[SEP]"))).isEqualTo(new float[4][4]);
  }

  @Test
  void aCaptionOfNoSceneIsRefused() {
    assertThatThrownBy(() -> facts.of("a dog")).hasMessageContaining("a dog");
  }

  private static String opposite(String place) {
    return switch (place) {
      case "left of" -> "right of";
      case "right of" -> "left of";
      case "above" -> "below";
      default -> "above";
    };
  }
}
