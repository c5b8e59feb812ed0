package dev.xmcgan.evaluation.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenChoicesTest {
  private static final Map<String, Double> EVEN =
      Map.of("sky", 0.25, "sand", 0.25, "snow", 0.25, "night", 0.25);

  @Test
  void oneWordForAllIsAsFarFromEvenChancesAsCanBe() {
    // given
    OpenChoices collapsed = new OpenChoices(Map.of("night", 16L));

    // then
    assertThat(collapsed.modalShare()).isEqualTo(1);
    assertThat(collapsed.totalVariation(EVEN)).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void theTruthIsNoDistanceFromItself() {
    // given
    OpenChoices even = new OpenChoices(Map.of("sky", 4L, "sand", 4L, "snow", 4L, "night", 4L));

    // then
    assertThat(even.modalShare()).isEqualTo(0.25);
    assertThat(even.totalVariation(EVEN)).isCloseTo(0, within(1e-12));
  }

  @Test
  void aWordThatTheTruthLacksCountsInFull() {
    // given: half of it is right, in two words of four
    OpenChoices odd = new OpenChoices(Map.of("sky", 1L, "sand", 1L, "sunset", 2L));

    // then: ½ (0 + 0 + ¼ + ¼ + ½)
    assertThat(odd.totalVariation(EVEN)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void choicesOfNothingAreRefused() {
    assertThatThrownBy(() -> new OpenChoices(Map.of())).hasMessageContaining("no word");
  }
}
