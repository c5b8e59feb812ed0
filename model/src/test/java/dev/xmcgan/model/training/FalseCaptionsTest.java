package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FalseCaptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a red circle above a blue square | a red circle below a blue square",
        "a red circle over a blue square | a red circle under a blue square",
        "a cat to the left of a dog | a cat to the right of a dog",
        "A large boat. | A small boat.",
        "Left of it there is a tree | right of it there is a tree",
      })
  void oneWordBecomesItsOpposite(String caption, String expected) {
    assertThat(FalseCaptions.of(caption)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"a red circle", "a blue square on grass", "a coverage of the leftovers"})
  void aCaptionWithoutSuchAWordStaysAlone(String caption) {
    assertThat(FalseCaptions.of(caption)).isEmpty();
  }

  @Test
  void theSameCaptionAlwaysGivesTheSame() {
    String caption = "a large red circle above a small blue square";

    Set<String> made = new HashSet<>();
    IntStream.range(0, 20).forEach(i -> made.add(FalseCaptions.of(caption).orElseThrow()));

    assertThat(made).hasSize(1);
  }

  @Test
  void relationsAreExchangedAboutAsOftenAsSizes() {
    List<String> captions =
        IntStream.range(0, 1000)
            .mapToObj(i -> "a large thing %d above a small thing".formatted(i))
            .toList();

    long relations =
        captions.stream()
            .filter(caption -> FalseCaptions.of(caption).orElseThrow().contains("below"))
            .count();

    // large and small are two kinds of words, but one of exchange
    assertThat(relations).isBetween(430L, 570L);
  }
}
