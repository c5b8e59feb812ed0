package dev.xmcgan.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.PairProblem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SkippedPairsTest {
  private static final Path FILE = Path.of("captions.jsonl");

  private final SkippedPairs skipped = new SkippedPairs(2);

  @Test
  void countsByKindAndTellsTheFirstFewReasons() {
    // given
    for (int line = 1; line <= 3; line++) {
      skipped.add(new PairProblem.MalformedLine(FILE, line, "is not JSON"));
    }
    skipped.add(new PairProblem.ImageNotFound(FILE, "a.jpg"));

    // then
    assertThat(skipped.lines())
        .containsExactly(
            "skipped 4: image not found 1, malformed line 3",
            "  captions.jsonl: no image file a.jpg",
            "  captions.jsonl:1: is not JSON",
            "  captions.jsonl:2: is not JSON",
            "  and 1 more: malformed line");
  }

  @Test
  void takesOverWhatAnotherHasGathered() {
    // given
    skipped.add("malformed line", "one");
    SkippedPairs other = new SkippedPairs(2);
    for (int line = 1; line <= 3; line++) {
      other.add("malformed line", "other " + line);
    }

    // when
    skipped.addAll(other);

    // then
    assertThat(skipped.lines())
        .containsExactly(
            "skipped 4: malformed line 4", "  one", "  other 1", "  and 2 more: malformed line");
  }

  @Test
  void hasNothingToTellOfNothing() {
    assertThat(skipped.lines()).isEmpty();
  }
}
