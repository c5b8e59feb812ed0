package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.scenes.SceneSynonyms.Words;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SceneSynonymsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a large red ring on yellow sand | a giant ruby doughnut on yellow sand",
        "a small orange square above a pink heart | a miniature amber block above a salmon heart",
        "an orange diamond | an amber lozenge",
        "in the blue sky, a large blue star | in the blue sky, a giant cobalt asterisk",
        "two dogs on a red sofa | two dogs on a red sofa"
      })
  void namesObjectsInOtherWords(String caption, String said) {
    assertThat(SceneSynonyms.said(caption, Words.UNSEEN, 1, new SplittableRandom(1)))
        .isEqualTo(said);
    assertThat(SceneSynonyms.usual(said)).isEqualTo(caption);
  }

  @ParameterizedTest
  @EnumSource(Words.class)
  void whateverIsSaidItMeansTheSame(Words words) {
    SceneSampler sampler = new SceneSampler(3, Split.TRAIN, Drift.none());
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      for (String caption : SceneCaptions.of(sampler.scene(i), true)) {
        String said = SceneSynonyms.said(caption, words, 0.5, random);
        assertThat(SceneSynonyms.usual(said)).isEqualTo(caption);
      }
    }
  }

  @Test
  void noWordIsBothLearnedAndKeptBack() {
    assertThat(wordsSaid(Words.LEARNED)).doesNotContainAnyElementsOf(otherWordsSaid(Words.UNSEEN));
    assertThat(otherWordsSaid(Words.UNSEEN)).hasSizeGreaterThan(15);
  }

  @Test
  void aShareOfNothingLeavesTheCaption() {
    String caption = "a large red ring on yellow sand";
    assertThat(SceneSynonyms.said(caption, Words.LEARNED, 0, new SplittableRandom(1)))
        .isEqualTo(caption);
  }

  private static Set<String> otherWordsSaid(Words words) {
    Set<String> said = wordsSaid(words);
    SceneSampler sampler = new SceneSampler(3, Split.TRAIN, Drift.none());
    for (int i = 0; i < 300; i++) {
      SceneCaptions.of(sampler.scene(i), false)
          .forEach(caption -> said.removeAll(Arrays.asList(caption.split("[ ,]+"))));
    }
    return said;
  }

  private static Set<String> wordsSaid(Words words) {
    SceneSampler sampler = new SceneSampler(3, Split.TRAIN, Drift.none());
    SplittableRandom random = new SplittableRandom(4);
    Set<String> said = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      for (String caption : SceneCaptions.of(sampler.scene(i), false)) {
        said.addAll(Arrays.asList(SceneSynonyms.said(caption, words, 1, random).split("[ ,]+")));
      }
    }
    return said;
  }
}
