package dev.xmcgan.model.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.captions.HardNegatives.Drawn;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardNegativesTest {
  private static final List<String> SHAPES = List.of("circle", "square", "star", "heart");
  private static final List<String> COLOURS = List.of("red", "blue", "pink", "lime");
  private static final List<String> GROUNDS = List.of("sand", "snow", "grass", "water");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theMembersOfAGroupDifferInFewWords(long seed) {
    // given
    HardNegatives hard = new HardNegatives(4, 400);

    // when
    List<Drawn<Integer>> batch = hard.compose(16, List.of(), scenes(), new SplittableRandom(seed));

    // then: of three words that vary, two are the same
    assertThat(batch).hasSize(16);
    for (int group = 0; group < 16; group += 4) {
      String first = batch.get(group).caption();
      for (int member = 1; member < 4; member++) {
        assertThat(wordsThatDiffer(first, batch.get(group + member).caption())).isEqualTo(1);
      }
    }
  }

  @Test
  void noPairAndNoCaptionComesTwice() {
    // given
    HardNegatives hard = new HardNegatives(4, 300);

    // when
    List<Drawn<Integer>> batch = hard.compose(16, List.of(), scenes(), new SplittableRandom(5));

    // then
    assertThat(new HashSet<>(batch.stream().map(Drawn::id).toList())).hasSize(16);
    assertThat(new HashSet<>(batch.stream().map(Drawn::caption).toList())).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 16})
  void whatIsWantedIsInItHoweverMuchItIs(int count) {
    // given
    List<Drawn<Integer>> wanted =
        java.util.stream.IntStream.range(0, count)
            .mapToObj(i -> new Drawn<>("new" + i, "a new pink star on sand " + i, -i))
            .toList();

    // when
    List<Drawn<Integer>> batch =
        new HardNegatives(4, 50).compose(16, wanted, scenes(), new SplittableRandom(9));

    // then
    assertThat(batch).hasSize(16).containsAll(wanted);
  }

  @Test
  void theSameSeedComposesTheSameBatch() {
    // given
    HardNegatives hard = new HardNegatives(4, 64);

    // when
    List<Drawn<Integer>> one = hard.compose(16, List.of(), scenes(), new SplittableRandom(3));
    List<Drawn<Integer>> same = hard.compose(16, List.of(), scenes(), new SplittableRandom(3));
    List<Drawn<Integer>> other = hard.compose(16, List.of(), scenes(), new SplittableRandom(4));

    // then
    assertThat(same).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void aStockOfOneCaptionStillFillsABatch() {
    // given
    Function<SplittableRandom, Drawn<Integer>> source =
        random -> {
          int number = random.nextInt(16);
          return new Drawn<>("pair" + number, "a cat", number);
        };

    // when
    List<Drawn<Integer>> batch =
        new HardNegatives(4, 8).compose(16, List.of(), source, new SplittableRandom(1));

    // then
    assertThat(new HashSet<>(batch.stream().map(Drawn::id).toList())).hasSize(16);
  }

  @Test
  void impossibleValuesAreNamed() {
    assertThatThrownBy(() -> new HardNegatives(0, 1)).hasMessageContaining("group size");
    assertThatThrownBy(() -> new HardNegatives(4, 3)).hasMessageContaining("candidates");
  }

  private static Function<SplittableRandom, Drawn<Integer>> scenes() {
    return random -> {
      int number = random.nextInt(5_000);
      // a function of the number: a pair keeps its caption here
      SplittableRandom ofPair = new SplittableRandom(number);
      String caption =
          "a %s %s on %s"
              .formatted(
                  COLOURS.get(ofPair.nextInt(4)),
                  SHAPES.get(ofPair.nextInt(4)),
                  GROUNDS.get(ofPair.nextInt(4)));
      return new Drawn<>("pair" + number, caption, number);
    };
  }

  private static long wordsThatDiffer(String one, String other) {
    List<String> words = List.of(one.split(" "));
    List<String> others = List.of(other.split(" "));
    return java.util.stream.IntStream.range(0, words.size())
        .filter(i -> !words.get(i).equals(others.get(i)))
        .count();
  }
}
