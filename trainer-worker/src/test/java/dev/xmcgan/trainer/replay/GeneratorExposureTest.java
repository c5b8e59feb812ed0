package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.LearnedStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorExposureTest {
  private static final TrainingExample EXAMPLE =
      new TrainingExample(new byte[1], "a caption", OptionalLong.empty(), false, false);

  private final GeneratorExposure exposure = new GeneratorExposure(2, Map.of());

  @Test
  void whatOnlyTheDiscriminatorWasShownIsNotLearned() {
    // given
    enter(1, 2, 3, 4);

    // when: the generator's are the last two
    exposure.trained(step(7, 1, 2, 4, 3));

    // then
    assertThat(exposure.steps()).containsExactly(new LearnedStep(7L, 0, List.of(3L, 4L)));
    assertThat(unseen()).containsExactly(1L, 2L);
  }

  @Test
  void itIsLearnedWhenItComesToTheGeneratorInReplay() {
    // given
    enter(1, 2);
    exposure.trained(step(7, 1, 2, -1, -1));

    // when
    exposure.trained(step(8, -1, -1, 1, -1));

    // then
    assertThat(exposure.steps()).containsExactly(new LearnedStep(8L, 0, List.of(1L)));
  }

  @Test
  void aPairIsLearnedOnce() {
    // given
    enter(1);
    exposure.trained(step(7, -1, -1, 1, -1));

    // when
    exposure.published();
    exposure.trained(step(8, -1, -1, 1, -1));

    // then
    assertThat(exposure.steps()).isEmpty();
  }

  @Test
  void whatHasLeftTheWindowIsForgotten() {
    // given
    enter(1, 5, 9);

    // then
    assertThat(exposure.unseen(new WindowPlace(Map.of(0, 5L))).get(0)).containsExactly(5L, 9L);
    assertThat(exposure.unseen(WindowPlace.empty())).isEmpty();
  }

  @Test
  void itGoesOnFromWhatACheckpointKnew() {
    // given
    GeneratorExposure resumed =
        new GeneratorExposure(
            2, Map.of(0, Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(5L)))));

    // when
    resumed.trained(step(8, -1, -1, 5, 9));

    // then
    assertThat(resumed.steps()).containsExactly(new LearnedStep(8L, 0, List.of(5L)));
  }

  @Test
  void aWindowThatWasOnlyFilledIsLearnedAsItIsReplayed(@TempDir Path directory) throws IOException {
    // given
    try (ReplayBuffer window = window(3, directory)) {
      window.add(pair("a", 3, 0));
      window.add(pair("b", 4, 0));
      GeneratorExposure filled = GeneratorExposure.ofNothing(2, window);

      // when
      filled.trained(step(8, -1, 4, 3, -1));

      // then
      assertThat(filled.steps()).containsExactly(new LearnedStep(8L, 0, List.of(3L)));
    }
  }

  private void enter(long... offsets) {
    for (long offset : offsets) {
      exposure.entered(pair("p", offset, 0).position());
    }
  }

  private TreeSet<Long> unseen() {
    return new TreeSet<>(exposure.unseen(new WindowPlace(Map.of(0, 0L))).get(0));
  }

  /** A step of these pairs by their offset; -1 for one that is rehearsed. */
  private static TrainingPool.Draw step(long number, long... offsets) {
    Map<Integer, PairPosition> positions = new HashMap<>();
    for (int place = 0; place < offsets.length; place++) {
      if (offsets[place] >= 0) {
        positions.put(place, pair("p", offsets[place], 0).position());
      }
    }
    var batch = new BatchSampler.Batch(Collections.nCopies(offsets.length, EXAMPLE), positions);
    return new TrainingPool.Draw(batch, List.of(), number);
  }
}
