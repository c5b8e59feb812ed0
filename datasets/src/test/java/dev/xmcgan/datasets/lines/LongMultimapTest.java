package dev.xmcgan.datasets.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongMultimapTest {

  @ParameterizedTest
  @CsvSource({"1, 0, 5", "2, 1, 5", "3, 5000, 700", "4, 5000, 3"})
  void holdsWhatATreeOfListsHolds(long seed, int entries, int keys) {
    // given
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, List<Long>> expected = new TreeMap<>();
    LongMultimap.Builder builder = new LongMultimap.Builder();
    for (int i = 0; i < entries; i++) {
      long key = random.nextInt(keys) * 1_000_000_007L - 1_000_000_000_000L;
      long value = random.nextLong();
      expected.computeIfAbsent(key, none -> new ArrayList<>()).add(value);
      builder.put(key, value);
    }

    // when
    LongMultimap map = builder.build();

    // then
    Map<Long, List<Long>> actual = new TreeMap<>();
    for (int rank = 0; rank < map.size(); rank++) {
      assertThat(map.rank(map.key(rank))).isEqualTo(rank);
      actual.put(map.key(rank), map.values(rank).boxed().toList());
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(map.rank(Long.MAX_VALUE)).isNegative();
  }
}
