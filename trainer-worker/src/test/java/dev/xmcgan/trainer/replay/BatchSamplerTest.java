package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSamplerTest {
  private final BatchSampler sampler =
      new BatchSampler(7, 0, HardNegatives.none(), Rehearsal.none());
  @TempDir private Path directory;
  private ReplayBuffer window;

  @BeforeEach
  void fill() throws IOException {
    window = window(40, directory);
    for (int i = 0; i < 40; i++) {
      window.add(pair("p" + i, i, i % 4));
    }
  }

  @Test
  void theSameSeedAndStepDrawTheSameAgain() {
    // given
    List<WindowPair> fresh = List.of(pair("new", 99, 0));

    // when
    List<TrainingExample> once = sampler.draw(5, 0, 16, fresh, window).examples();
    List<TrainingExample> again =
        new BatchSampler(7, 0, HardNegatives.none(), Rehearsal.none())
            .draw(5, 0, 16, fresh, window)
            .examples();

    // then
    assertThat(captions(once)).isEqualTo(captions(again));
  }

  @Test
  void anotherSeedStepOrSkipDrawsAnother() {
    // given
    List<String> drawn = captions(sampler.draw(5, 0, 16, List.of(), window).examples());

    // then
    assertThat(captions(sampler.draw(6, 0, 16, List.of(), window).examples())).isNotEqualTo(drawn);
    assertThat(captions(sampler.draw(5, 1, 16, List.of(), window).examples())).isNotEqualTo(drawn);
    assertThat(
            captions(
                new BatchSampler(8, 0, HardNegatives.none(), Rehearsal.none())
                    .draw(5, 0, 16, List.of(), window)
                    .examples()))
        .isNotEqualTo(drawn);
  }

  @Test
  void noPairComesTwiceAndAllFreshOnesCome() {
    for (int step = 0; step < 200; step++) {
      // given: fresh pairs are in the window, too
      List<WindowPair> fresh = List.of(window.get(step % 40), window.get((step + 13) % 40));

      // when
      List<TrainingExample> drawn = sampler.draw(step, 0, 16, fresh, window).examples();

      // then
      Set<Byte> pictures = new HashSet<>();
      drawn.forEach(example -> pictures.add(example.rgb()[0]));
      assertThat(drawn).hasSize(16);
      assertThat(pictures).hasSize(16);
      assertThat(pictures).contains(fresh.get(0).rgb()[0], fresh.get(1).rgb()[0]);
    }
  }

  @Test
  void everyPairEveryCaptionAndEveryPlaceIsDrawnAtEvenChances() {
    // given
    int steps = 4000;
    int[] pictures = new int[40];
    Map<String, Integer> endings = new HashMap<>();
    int freshFirst = 0;

    // when
    for (int step = 0; step < steps; step++) {
      List<TrainingExample> drawn =
          sampler.draw(step, 0, 8, List.of(pair("f", 99, 0)), window).examples();
      for (TrainingExample example : drawn) {
        String caption = example.caption();
        endings.merge(caption.substring(caption.indexOf(' ') + 1), 1, Integer::sum);
        if (example.rgb()[0] < 40) {
          pictures[example.rgb()[0]]++;
        }
      }
      freshFirst += drawn.get(0).rgb()[0] == 99 ? 1 : 0;
    }

    // then: expected 700 each, standard deviation about 24
    for (int count : pictures) {
      assertThat(count).isCloseTo(steps * 7 / 40, within(130));
    }
    assertThat(endings.get("once") / (double) (steps * 8)).isCloseTo(0.5, within(0.02));
    assertThat(freshFirst / (double) steps).isCloseTo(1 / 8.0, within(0.03));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "40, 0", "80, 0.5", "400, 0.9"})
  void theSmallerTheStreamTheMoreOfItsImagesAreMarkedAsRepeated(int smallStream, double share) {
    // given: 40 pairs
    BatchSampler marking = new BatchSampler(7, smallStream, HardNegatives.none(), Rehearsal.none());

    // when
    int marked = 0;
    for (int step = 0; step < 200; step++) {
      List<TrainingExample> drawn = marking.draw(step, 0, 16, List.of(), window).examples();
      assertThat(captions(drawn))
          .isEqualTo(captions(sampler.draw(step, 0, 16, List.of(), window).examples()));
      marked += (int) drawn.stream().filter(TrainingExample::repeated).count();
    }

    // then
    assertThat(marked / (200.0 * 16)).isCloseTo(share, within(0.03));
  }

  @Test
  void aWindowOfExactlyOneBatchIsEnough() throws IOException {
    // given
    ReplayBuffer small = window(8, directory.resolve("small"));
    for (int i = 0; i < 8; i++) {
      small.add(pair("p" + i, i, 0));
    }

    // then
    assertThat(sampler.draw(1, 0, 8, List.of(small.get(0)), small).examples()).hasSize(8);
    assertThatThrownBy(() -> sampler.draw(1, 0, 9, List.of(), small))
        .hasMessageContaining("a step takes 9 pairs, there are 8");
  }

  @Test
  void freshPairsFillWhatAnEmptyWindowCannot() throws IOException {
    // given: one of them comes twice, the second time corrected
    ReplayBuffer empty = window(8, directory.resolve("empty"));
    List<WindowPair> fresh = List.of(pair("a", 1, 0), pair("b", 2, 0), pair("a", 3, 0));

    // when
    List<TrainingExample> drawn = sampler.draw(1, 0, 2, fresh, empty).examples();

    // then
    assertThat(drawn)
        .extracting(example -> example.rgb()[0])
        .containsExactlyInAnyOrder((byte) 2, (byte) 3);
  }

  private static List<String> captions(List<TrainingExample> examples) {
    return examples.stream().map(TrainingExample::caption).toList();
  }
}
