package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.training.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneBatchesTest {
  private static final Pattern SUNSET = Pattern.compile("sunset");

  @Test
  void batchIsAFunctionOfSeedAndStep() {
    List<TrainingExample> batch = batches(3, 3).batch(12, 8);

    assertThat(captions(batches(3, 3).batch(12, 8))).isEqualTo(captions(batch));
    assertThat(captions(batches(3, 3).batch(13, 8))).isNotEqualTo(captions(batch));
    assertThat(captions(batches(3, 4).batch(12, 8))).isNotEqualTo(captions(batch));
    assertThat(captions(batches(4, 3).batch(12, 8))).isNotEqualTo(captions(batch));
  }

  @Test
  void stepsHaveNoMorePairsInCommonThanChanceGivesThem() {
    // given
    SceneBatches batches =
        SceneBatches.of(ScenePool.draw(1000, 3, Drift.none(), 64), 3, HardNegatives.none());

    // when: 40 draws of 8 out of 1,000 are 274 different ones on average
    Set<Integer> seen = new HashSet<>();
    IntStream.range(0, 40).forEach(step -> seen.addAll(images(batches.batch(step, 8))));

    // then
    assertThat(seen).hasSizeBetween(250, 300);
  }

  @Test
  void terseCaptionsComeAsOftenAsAskedForBesideThoseOfChance() {
    // given: of five captions of a scene one is terse
    ScenePool pool = ScenePool.draw(400, 3, Drift.none(), 64);
    SceneBatches usual = SceneBatches.of(pool, 3, HardNegatives.none());
    SceneBatches terse = SceneBatches.of(pool.withTerse(0.5), 3, HardNegatives.none());

    // then: ½ + ½ · 1/5 of captions are; of one object other captions may be the same
    assertThat(terseAmong(usual)).isBetween(0.1, 0.3);
    assertThat(terseAmong(terse)).isBetween(0.5, 0.7);
    assertThatThrownBy(() -> pool.withTerse(1.5)).hasMessageContaining("1.5");
  }

  private static double terseAmong(SceneBatches batches) {
    List<String> captions = new ArrayList<>();
    IntStream.range(0, 30)
        .forEach(step -> batches.batch(step, 10).forEach(one -> captions.add(one.caption())));
    Pattern terse = Pattern.compile("an? \\w+ \\w+( and an? \\w+ \\w+)?");
    return captions.stream().filter(terse.asMatchPredicate()).count() / (double) captions.size();
  }

  @Test
  void batchHoldsDifferentImagesOfTheModelsSize() {
    // when
    ScenePool pool = ScenePool.draw(20, 3, Drift.none(), 64);
    List<TrainingExample> batch = SceneBatches.of(pool, 3, HardNegatives.starter()).batch(0, 20);

    // then
    assertThat(batch).allMatch(example -> example.rgb().length == 64 * 64 * 3);
    assertThat(batch.stream().map(example -> Arrays.hashCode(example.rgb())).distinct())
        .hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.25, 2", "0.5, 4", "1, 8"})
  void thatShareComesFromTheOtherScenes(double share, int expected) {
    // given
    ScenePool old = ScenePool.draw(40, 3, Drift.none(), 64);
    ScenePool fresh = ScenePool.draw(40, 4, Drift.everythingFrom(0), 64);
    Set<Integer> known = images(SceneBatches.of(old, 1, HardNegatives.none()).batch(0, 40));

    // when
    List<TrainingExample> batch =
        SceneBatches.of(old, 1, HardNegatives.starter()).withShareOf(fresh, share).batch(5, 8);

    // then
    assertThat(batch).hasSize(8);
    assertThat(batch)
        .filteredOn(example -> !known.contains(Arrays.hashCode(example.rgb())))
        .hasSize(expected);
  }

  @Test
  void driftedScenesShowWhatIsNew() {
    ScenePool fresh = ScenePool.draw(60, 3, Drift.everythingFrom(0), 64);

    assertThat(captions(SceneBatches.of(fresh, 1, HardNegatives.none()).batch(0, 60)))
        .anyMatch(SUNSET.asPredicate());
  }

  @Test
  void shareBeyondAllIsRefused() {
    SceneBatches batches = batches(3, 3);
    ScenePool fresh = ScenePool.draw(2, 3, Drift.none(), 64);

    assertThatThrownBy(() -> batches.withShareOf(fresh, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  private static SceneBatches batches(long scenes, long seed) {
    return SceneBatches.of(
        ScenePool.draw(40, scenes, Drift.none(), 64), seed, HardNegatives.starter());
  }

  private static Set<Integer> images(List<TrainingExample> batch) {
    return batch.stream().map(one -> Arrays.hashCode(one.rgb())).collect(Collectors.toSet());
  }

  private static List<String> captions(List<TrainingExample> batch) {
    return batch.stream().map(TrainingExample::caption).toList();
  }
}
