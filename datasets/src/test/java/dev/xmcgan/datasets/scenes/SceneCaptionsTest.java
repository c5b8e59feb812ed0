package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Reads captions back with a reader of their own and holds them against the ground truth. */
class SceneCaptionsTest {
  private static final Pattern OBJECT =
      Pattern.compile(
          "\\ba(n?) (?:(%s) )?(%s) (%s)\\b"
              .formatted(
                  words(SceneSize.values()),
                  words(SceneColour.values()),
                  words(SceneShape.values())));

  private final SceneSampler sampler =
      new SceneSampler(11, Split.TRAIN, Drift.everythingFrom(1500));

  @Test
  void everyCaptionIsTrue() {
    for (long index = 0; index < 3000; index++) {
      Scene scene = sampler.scene(index);
      for (String caption : SceneCaptions.of(scene, true)) {
        assertTrue(scene, caption);
      }
    }
  }

  @Test
  void oneCaptionSaysEverything() {
    for (long index = 0; index < 200; index++) {
      // given
      Scene scene = sampler.scene(index);

      // when
      String usual = SceneCaptions.of(scene, false).get(0);

      // then
      for (SceneObject object : scene.objects()) {
        assertThat(usual)
            .contains(
                object.size().word() + " " + object.colour().word() + " " + object.shape().word());
      }
      assertThat(scene.background().phrases()).anyMatch(usual::endsWith);
    }
  }

  @Test
  void captionsOfASceneDifferAndStayTheSame() {
    for (long index = 0; index < 200; index++) {
      Scene scene = sampler.scene(index);
      List<String> captions = SceneCaptions.of(scene, false);
      assertThat(captions).hasSizeGreaterThanOrEqualTo(4).doesNotHaveDuplicates();
      assertThat(SceneCaptions.of(scene, false)).isEqualTo(captions);
    }
  }

  @Test
  void narratedCaptionHasTwoSentences() {
    // given
    Scene scene = sampler.scene(3);

    // when
    List<String> captions = SceneCaptions.of(scene, true);

    // then
    assertThat(captions).hasSize(SceneCaptions.of(scene, false).size() + 1);
    assertThat(captions.get(captions.size() - 1)).matches("[A-Z][^.]+\\. [A-Z][^.]+\\.");
  }

  private static void assertTrue(Scene scene, String caption) {
    List<SceneObject> mentioned = new ArrayList<>();
    Matcher matcher = OBJECT.matcher(caption);
    int endOfFirst = 0;
    String between = "";
    while (matcher.find()) {
      mentioned.add(theOne(scene, matcher, caption));
      between = caption.substring(endOfFirst, matcher.start());
      endOfFirst = matcher.end();
    }
    assertThat(mentioned).as(caption).hasSameSizeAs(scene.objects()).doesNotHaveDuplicates();
    assertNamesNoOtherBackground(scene, caption);
    if (mentioned.size() == 2 && !between.strip().equals("and")) {
      Relation said = relation(between);
      // "a, and above it b" speaks of the second, "a above b" of the first
      Relation ofFirst = between.contains(" it ") ? said.reversed() : said;
      assertThat(ofFirst)
          .as(caption)
          .isEqualTo(Relation.between(mentioned.get(0), mentioned.get(1)));
    }
  }

  private static SceneObject theOne(Scene scene, Matcher matcher, String caption) {
    SceneObject object =
        scene.objects().stream()
            .filter(candidate -> candidate.colour().word().equals(matcher.group(3)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no object of that colour: " + caption));
    assertThat(object.shape().word()).as(caption).isEqualTo(matcher.group(4));
    if (matcher.group(2) != null) {
      assertThat(object.size().word()).as(caption).isEqualTo(matcher.group(2));
    }
    String next = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    assertThat(matcher.group(1)).as(caption).isEqualTo("o".equals(next.substring(0, 1)) ? "n" : "");
    return object;
  }

  private static Relation relation(String words) {
    return Arrays.stream(Relation.values())
        .filter(relation -> relation.phrases().stream().anyMatch(words::contains))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no relation in " + words));
  }

  private static void assertNamesNoOtherBackground(Scene scene, String caption) {
    String withoutObjects = OBJECT.matcher(caption).replaceAll("");
    for (Background background : Background.values()) {
      if (background != scene.background()) {
        assertThat(withoutObjects).as(caption).doesNotContainPattern("\\b" + background.word());
      }
    }
  }

  private static String words(Attribute[] values) {
    return Arrays.stream(values).map(Attribute::word).collect(Collectors.joining("|"));
  }
}
