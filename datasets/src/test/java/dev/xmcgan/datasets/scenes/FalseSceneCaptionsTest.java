package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FalseSceneCaptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A large boat. | A small boat.",
        "On top of it there is a tree | On bottom of it there is a tree",
        "a short man in the dark | a tall man in the dark; a long man in the dark;"
            + " a short woman in the dark; a short man in the bright",
      })
  void oneWordBecomesItsOpposite(String caption, String expected) {
    assertThat(FalseSceneCaptions.of(caption)).get().isIn((Object[]) expected.split("; ?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"left of", "right of", "above", "below"})
  void aPlaceBecomesEachOfTheOtherThree(String place) {
    String caption = "thing %d is %s thing %d";

    Set<String> made = new HashSet<>();
    IntStream.range(0, 100)
        .forEach(
            i ->
                made.add(
                    FalseSceneCaptions.of(caption.formatted(i, place, i))
                        .orElseThrow()
                        .replaceAll("thing \\d+( is)? ?", "")
                        .strip()));

    assertThat(made)
        .isEqualTo(
            Stream.of("left of", "right of", "above", "below")
                .filter(other -> !other.equals(place))
                .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource({
    "to the left of,to the right of,over,under",
    "over,to the left of,to the right of,under"
  })
  void aPlaceKeepsItsStyle(String place, String one, String another, String third) {
    Set<String> made = new HashSet<>();
    IntStream.range(0, 100)
        .forEach(
            i ->
                made.add(
                    FalseSceneCaptions.of("thing %d is %s it".formatted(i, place))
                        .orElseThrow()
                        .replaceAll("thing \\d+ is | it", "")));

    assertThat(made).containsExactlyInAnyOrder(one, another, third);
  }

  @Test
  void twoWordsOfOneKindChangePlaces() {
    assertThat(FalseSceneCaptions.of("Large thing, small it")).contains("small thing, Large it");
    assertThat(FalseSceneCaptions.of("Large thing, large it"))
        .get()
        .isIn("small thing, large it", "Large thing, small it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red circle",
        "a blue square on grass",
        "a red thing on a red square",
        "a coverage of the leftovers"
      })
  void aCaptionWithoutSuchAWordStaysAlone(String caption) {
    assertThat(FalseSceneCaptions.of(caption)).isEmpty();
  }

  @Test
  void coloursAndShapesOnlyChangePlaces() {
    Set<String> made = new HashSet<>();
    IntStream.range(0, 100)
        .forEach(
            i ->
                made.add(
                    FalseSceneCaptions.of("a red circle and a blue square, " + i)
                        .orElseThrow()
                        .replaceAll(", \\d+", "")));

    assertThat(made)
        .containsExactlyInAnyOrder(
            "a blue circle and a red square", "a red square and a blue circle");
  }

  @Test
  void theSameCaptionAlwaysGivesTheSame() {
    String caption = "a large red circle above a small blue square";

    Set<String> made = new HashSet<>();
    IntStream.range(0, 20).forEach(i -> made.add(FalseSceneCaptions.of(caption).orElseThrow()));

    assertThat(made).hasSize(1);
  }

  @Test
  void eachKindIsAsLikelyAndAPlaceMostlyBecomesItsOpposite() {
    List<String> made =
        IntStream.range(0, 3000)
            .mapToObj(i -> "a large red thing %d above a small blue thing".formatted(i))
            .map(caption -> FalseSceneCaptions.of(caption).orElseThrow())
            .toList();

    List<String> places = made.stream().filter(text -> !text.contains("above")).toList();
    assertThat(places).hasSizeBetween(900, 1100);
    assertThat(made.stream().filter(text -> text.startsWith("a small red")).count())
        .isBetween(900L, 1100L);
    assertThat(made.stream().filter(text -> text.startsWith("a large blue")).count())
        .isBetween(900L, 1100L);
    assertThat(places.stream().filter(text -> text.contains("below")).count())
        .isBetween(places.size() * 68L / 100, places.size() * 82L / 100);
  }
}
