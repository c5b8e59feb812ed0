package dev.xmcgan.trainer.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionReservoirTest {
  @TempDir private Path directory;

  @Test
  void keepsAnEvenSampleOfAllThatWasLearned() {
    // given
    CaptionReservoir reservoir = new CaptionReservoir(1_000);

    // when
    learn(reservoir, 0, 20_000);

    // then: of each quarter about as many (250 expected, standard deviation 14)
    assertThat(reservoir.captions()).hasSize(1_000).doesNotHaveDuplicates();
    for (int quarter = 0; quarter < 4; quarter++) {
      int of = quarter;
      long kept =
          reservoir.captions().stream()
              .filter(caption -> Integer.parseInt(caption.substring(8)) / 5_000 == of)
              .count();
      assertThat(kept).isBetween(190L, 310L);
    }
  }

  @Test
  void goesOnAsIfItHadNeverBeenWritten() throws IOException {
    // given
    CaptionReservoir unbroken = new CaptionReservoir(50);
    CaptionReservoir first = new CaptionReservoir(50);
    learn(unbroken, 0, 700);
    learn(first, 0, 700);

    // when
    first.write(directory);
    CaptionReservoir second = CaptionReservoir.read(directory, 50);
    learn(unbroken, 700, 700);
    learn(second, 700, 700);

    // then
    assertThat(second.captions()).isEqualTo(unbroken.captions());
  }

  @Test
  void anErasedPairLeavesWithAllItsCaptionsAndStaysKnown() throws IOException {
    // given
    CaptionReservoir reservoir = new CaptionReservoir(50);
    reservoir.learned("cat", "a cat");
    reservoir.learned("dog", "a dog");
    reservoir.learned("cat", "a grey cat");

    // when
    reservoir.forget("cat");
    reservoir.write(directory);

    // then: no word and no id of it is in the file
    assertThat(Files.readString(directory.resolve(CaptionReservoir.FILE))).doesNotContain("cat");
    CaptionReservoir read = CaptionReservoir.read(directory, 50);
    assertThat(read.captions()).containsExactly("a dog");
    assertThat(read.learned().get(0).pair()).isEqualTo(CaptionReservoir.hash("dog"));
    assertThat(read.erased()).containsExactly(CaptionReservoir.hash("cat"));
  }

  @Test
  void filesOfOldSayNoPairs() throws IOException {
    // given
    Files.writeString(directory.resolve(CaptionReservoir.FILE), "seen 9\na cat\n");

    // when
    CaptionReservoir read = CaptionReservoir.read(directory, 50);
    read.forget("cat");

    // then
    assertThat(read.captions()).containsExactly("a cat");
  }

  @Test
  void aSmallerOneKeepsAShare() throws IOException {
    // given
    CaptionReservoir large = new CaptionReservoir(500);
    learn(large, 0, 500);
    large.write(directory);

    // when, then
    assertThat(CaptionReservoir.read(directory, 40).captions()).hasSize(40);
  }

  @Test
  void linesStayLines() throws IOException {
    // given
    CaptionReservoir reservoir = new CaptionReservoir(5);
    reservoir.learned("p", "ein Fuß\n im  Gras ");
    reservoir.learned("p", " \n ");

    // when
    reservoir.write(directory);

    // then
    assertThat(CaptionReservoir.read(directory, 5).captions()).containsExactly("ein Fuß im Gras");
  }

  @Test
  void aCheckpointWithoutAFileRemembersNothing() throws IOException {
    assertThat(CaptionReservoir.read(directory, 5).captions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a cat\n", "seen many\n", "seen 99999999999999999999\n"})
  void whatIsNoReservoirIsRefused(String text) throws IOException {
    Files.writeString(directory.resolve(CaptionReservoir.FILE), text);
    assertThatThrownBy(() -> CaptionReservoir.read(directory, 5))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("captions.txt");
  }

  private static void learn(CaptionReservoir reservoir, int from, int count) {
    for (String caption : captions(from, count)) {
      reservoir.learned("p", caption);
    }
  }

  private static List<String> captions(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> "caption " + i).toList();
  }
}
