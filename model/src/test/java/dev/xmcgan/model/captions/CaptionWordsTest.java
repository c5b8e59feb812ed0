package dev.xmcgan.model.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionWordsTest {
  @ParameterizedTest
  @CsvSource({
    "a red circle, a red circle, 1",
    "a red circle, A  RED; circle!, 1",
    "a red circle, a red star, 0.5",
    "a a a red, red a, 1",
    "red, blue, 0",
    "'', '', 0",
    "'?!', red, 0",
    "ein grüner Kreis, EIN GRÜNER STERN, 0.5",
    "𝐀 b, b, 0.5",
    "2 hats, two hats, 0.33333333",
  })
  void likenessIsTheShareOfCommonWords(String one, String other, double likeness) {
    assertThat(CaptionWords.of(one).likeness(CaptionWords.of(other)))
        .isEqualTo(likeness, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void itIsTheJaccardIndexOfTheWordsThemselves(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String one = caption(random);
      String other = caption(random);
      assertThat(CaptionWords.of(one).likeness(CaptionWords.of(other)))
          .as("%s | %s", one, other)
          .isEqualTo(jaccard(split(one), split(other)), within(1e-12));
    }
  }

  @Test
  void itIsSymmetric() {
    CaptionWords one = CaptionWords.of("a small green ring under a star");
    CaptionWords other = CaptionWords.of("a large green star");
    assertThat(one.likeness(other)).isEqualTo(other.likeness(one));
  }

  private static String caption(Random random) {
    List<String> words = List.of("a", "A", "red", "Blue", "circle", "star", "on", "snow", "left");
    StringBuilder caption = new StringBuilder();
    IntStream.range(0, random.nextInt(12))
        .forEach(
            i ->
                caption
                    .append(words.get(random.nextInt(words.size())))
                    .append(List.of(" ", ", ", " - ", ".").get(random.nextInt(4))));
    return caption.toString();
  }

  private static Set<String> split(String caption) {
    Set<String> words =
        new HashSet<>(List.of(caption.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")));
    words.remove("");
    return words;
  }

  private static double jaccard(Set<String> one, Set<String> other) {
    Set<String> shared = new HashSet<>(one);
    shared.retainAll(other);
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    return all.isEmpty() ? 0 : (double) shared.size() / all.size();
  }
}
