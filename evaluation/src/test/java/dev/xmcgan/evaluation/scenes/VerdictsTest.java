package dev.xmcgan.evaluation.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.evaluation.judge.DrawnScenes;
import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.judge.WordProbabilities;
import dev.xmcgan.evaluation.scenes.Verdicts.Tally;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  private final CaptionReader captions = new CaptionReader(DrawnScenes.vocabulary());
  private final Verdicts verdicts = new Verdicts();

  @Test
  void anImageThatShowsTheCaptionIsRightInEverything() {
    // given
    CaptionClaims claims = captions.read("a large red circle above a small blue square on grass");

    // when
    boolean everything =
        verdicts.add(
            claims,
            seen(
                "grass",
                object("blue", "square", "small", 30, 45),
                object("red", "circle", "large", 34, 15)));

    // then
    assertThat(everything).isTrue();
    assertThat(verdicts.of(Aspect.BACKGROUND)).isEqualTo(new Tally(1, 1));
    assertThat(verdicts.of(Aspect.COUNT)).isEqualTo(new Tally(1, 1));
    assertThat(verdicts.of(Aspect.COLOUR)).isEqualTo(new Tally(2, 2));
    assertThat(verdicts.of(Aspect.SIZE)).isEqualTo(new Tally(2, 2));
    assertThat(verdicts.of(Aspect.SHAPE)).isEqualTo(new Tally(2, 2));
    assertThat(verdicts.of(Aspect.RELATION)).isEqualTo(new Tally(1, 1));
  }

  @Test
  void eachWrongAspectIsCountedAlone() {
    // given
    CaptionClaims claims = captions.read("a large red circle above a small blue square on grass");

    // when: other background, other size of one, other shape of the other, the wrong way round
    boolean everything =
        verdicts.add(
            claims,
            seen(
                "sand",
                object("red", "circle", "small", 30, 45),
                object("blue", "star", "small", 34, 15)));

    // then
    assertThat(everything).isFalse();
    assertThat(verdicts.of(Aspect.BACKGROUND)).isEqualTo(new Tally(1, 0));
    assertThat(verdicts.of(Aspect.COLOUR)).isEqualTo(new Tally(2, 2));
    assertThat(verdicts.of(Aspect.SIZE)).isEqualTo(new Tally(2, 1));
    assertThat(verdicts.of(Aspect.SHAPE)).isEqualTo(new Tally(2, 1));
    assertThat(verdicts.of(Aspect.RELATION)).isEqualTo(new Tally(1, 0));
    assertThat(verdicts.of(Aspect.EVERYTHING)).isEqualTo(new Tally(1, 0));
  }

  @Test
  void anObjectThatIsMissingHasNothingRight() {
    // given
    CaptionClaims claims = captions.read("a large red circle above a small blue square");

    // when
    verdicts.add(claims, seen("grass", object("red", "circle", "large", 30, 15)));

    // then
    assertThat(verdicts.of(Aspect.COUNT)).isEqualTo(new Tally(1, 0));
    assertThat(verdicts.of(Aspect.COLOUR)).isEqualTo(new Tally(2, 1));
    assertThat(verdicts.of(Aspect.SIZE)).isEqualTo(new Tally(2, 1));
    assertThat(verdicts.of(Aspect.SHAPE)).isEqualTo(new Tally(2, 1));
    assertThat(verdicts.of(Aspect.RELATION)).isEqualTo(new Tally(1, 0));
  }

  @Test
  void whatTheCaptionLeavesOpenIsNotJudged() {
    // given
    CaptionClaims claims = captions.read("a red circle and a blue square");

    // when
    boolean everything =
        verdicts.add(
            claims,
            seen(
                "night",
                object("red", "circle", "small", 10, 30),
                object("blue", "square", "large", 45, 30)));

    // then
    assertThat(everything).isTrue();
    assertThat(verdicts.of(Aspect.BACKGROUND)).isEqualTo(new Tally(0, 0));
    assertThat(verdicts.of(Aspect.SIZE)).isEqualTo(new Tally(0, 0));
    assertThat(verdicts.of(Aspect.RELATION)).isEqualTo(new Tally(0, 0));
  }

  @Test
  void oneObjectTooManyIsNotEverythingRight() {
    // given
    CaptionClaims claims = captions.read("a red circle");

    // when
    boolean everything =
        verdicts.add(
            claims,
            seen(
                "night",
                object("red", "circle", "small", 10, 30),
                object("blue", "square", "large", 45, 30)));

    // then
    assertThat(everything).isFalse();
    assertThat(verdicts.of(Aspect.COLOUR)).isEqualTo(new Tally(1, 1));
    assertThat(verdicts.of(Aspect.COUNT)).isEqualTo(new Tally(1, 0));
  }

  private static SceneReading seen(String background, SeenObject... objects) {
    return new SceneReading(sure(background), List.of(objects));
  }

  private static SeenObject object(String colour, String shape, String size, double x, double y) {
    return new SeenObject(sure(colour), sure(shape), sure(size), x, y, 1);
  }

  private static WordProbabilities sure(String word) {
    return new WordProbabilities(Map.of(word, 1.0));
  }
}
