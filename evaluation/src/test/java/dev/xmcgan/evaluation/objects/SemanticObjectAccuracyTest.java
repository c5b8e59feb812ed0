package dev.xmcgan.evaluation.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticObjectAccuracyTest {

  private static final FeatureSource SOURCE = new FeatureSource("detector-1", "none", "none");

  @Test
  void classesCountAlikeInOneScoreAndImagesInTheOther() {
    // given: a large class half found, a small one always
    List<ClassOutcome> outcomes =
        List.of(new ClassOutcome("dog", 90, 45), new ClassOutcome("cup", 10, 10));

    // when
    SemanticObjectAccuracy accuracy = SemanticObjectAccuracy.of(outcomes, false, SOURCE);

    // then
    assertThat(accuracy.byClass().value()).isCloseTo(0.75, within(1e-12));
    assertThat(accuracy.byImage().value()).isCloseTo(0.55, within(1e-12));
    assertThat(accuracy.byClass().interval()).isEmpty();
    assertThat(accuracy.classes().get("dog").recall()).isEqualTo(0.5);
  }

  @Test
  void aSampleGetsIntervals() {
    // given
    List<ClassOutcome> outcomes =
        List.of(new ClassOutcome("dog", 50, 40), new ClassOutcome("cup", 50, 20));

    // when
    SemanticObjectAccuracy accuracy = SemanticObjectAccuracy.of(outcomes, true, SOURCE);

    // then: equal classes, so both scores are .6; strata make the class mean a little surer
    Interval byImage = accuracy.byImage().interval().orElseThrow();
    Interval byClass = accuracy.byClass().interval().orElseThrow();
    assertThat(byImage.low()).isCloseTo(0.5020, within(1e-3));
    assertThat(byImage.high()).isCloseTo(0.6906, within(1e-3));
    assertThat(byClass.low()).isBetween(byImage.low(), 0.6);
    assertThat(byClass.high()).isBetween(0.6, byImage.high());
  }

  @Test
  void oneClassAloneHasItsWilsonInterval() {
    // given
    List<ClassOutcome> outcomes = List.of(new ClassOutcome("dog", 20, 5));

    // when
    SemanticObjectAccuracy accuracy = SemanticObjectAccuracy.of(outcomes, true, SOURCE);

    // then
    Interval wilson = Interval.wilson(5, 20);
    Interval byClass = accuracy.byClass().interval().orElseThrow();
    assertThat(byClass.low()).isCloseTo(wilson.low(), within(1e-12));
    assertThat(byClass.high()).isCloseTo(wilson.high(), within(1e-12));
  }

  @Test
  void aClassNamedTwiceIsRefused() {
    // given
    List<ClassOutcome> outcomes =
        List.of(new ClassOutcome("dog", 2, 1), new ClassOutcome("dog", 3, 1));

    // when, then
    assertThatThrownBy(() -> SemanticObjectAccuracy.of(outcomes, true, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class dog comes twice");
  }

  @Test
  void moreFoundThanDrawnIsRefused() {
    // when, then
    assertThatThrownBy(() -> new ClassOutcome("dog", 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class dog: 3 of 2 images");
  }
}
