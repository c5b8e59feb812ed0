package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.CaptionWindows;
import dev.xmcgan.trainer.replay.SentenceWindows.Learnable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SentenceWindowsTest {
  private static final Map<String, String> ASKED =
      Map.of(CaptionWindows.KEY, CaptionWindows.SENTENCES);

  /** Six words are read. */
  private final SentenceWindows windows = new SentenceWindows(text -> text.split(" ").length <= 6);

  @Test
  void aWindowBeginsWithEachSentenceAndHoldsWhatIsReadTogether() {
    // when
    Learnable learnable =
        windows.of(List.of("A man walks. A dog runs! Is it late? The sun is low."), ASKED);

    // then
    assertThat(learnable)
        .isEqualTo(
            new Learnable(
                List.of(
                    "A man walks. A dog runs!",
                    "A dog runs! Is it late?",
                    "Is it late?",
                    "The sun is low."),
                0));
  }

  @Test
  void aSentenceThatIsTooLongIsSplitBetweenWords() {
    // given
    String sentence =
        IntStream.range(0, 14).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

    // then: no word is lost
    assertThat(windows.of(List.of(sentence), ASKED).captions())
        .containsExactly("w0 w1 w2 w3 w4 w5", "w6 w7 w8 w9 w10 w11", "w12 w13");
  }

  @Test
  void everyWordOfANarrativeIsInAWindowThatIsReadWhole() {
    // given
    String narrative =
        IntStream.range(0, 40)
            .mapToObj(i -> "word" + i + (i % 5 == 4 ? "." : ""))
            .collect(Collectors.joining(" "));

    // when
    List<String> captions = windows.of(List.of(narrative), ASKED).captions();

    // then
    assertThat(captions).allMatch(caption -> caption.split(" ").length <= 6);
    assertThat(String.join(" ", captions).split(" ")).contains(narrative.split(" "));
  }

  @Test
  void shortCaptionsStayAndLongOnesAreCountedWhereNobodyAsks() {
    // given
    List<String> captions = List.of("A dog.", "One two. Three four. Five six seven eight.");

    // then
    assertThat(windows.of(captions, Map.of())).isEqualTo(new Learnable(captions, 1));
    assertThat(windows.of(captions.subList(0, 1), ASKED).captions()).containsExactly("A dog.");
  }
}
