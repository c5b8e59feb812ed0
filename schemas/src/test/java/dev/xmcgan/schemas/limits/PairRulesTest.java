package dev.xmcgan.schemas.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairRulesTest {
  @Test
  void goodCaptionsStayInTheirOrderAndTheOthersAreCounted() {
    // when
    PairRules.Captions captions =
        PairRules.captions(
            List.of("a  tree", "gr\ufffdn", "\u200b", "a tree", "x".repeat(2_001), "a house"));

    // then
    assertThat(captions.kept()).containsExactly("a tree", "a house");
    assertThat(captions.dropped())
        .containsOnly(
            Map.entry(RejectionReason.CAPTION_NOT_UTF8, 1),
            Map.entry(RejectionReason.NO_CAPTION, 1),
            Map.entry(RejectionReason.CAPTION_TOO_LONG, 1));
    assertThat(captions.firstRefusal())
        .hasValueSatisfying(
            refusal -> assertThat(refusal.reason()).isEqualTo(RejectionReason.CAPTION_NOT_UTF8));
  }

  @Test
  void captionsBeyondTheMostAreDroppedAndCounted() {
    // given
    List<String> many = IntStream.range(0, 103).mapToObj(i -> "caption " + i).toList();

    // when
    PairRules.Captions captions = PairRules.captions(many);

    // then
    assertThat(captions.kept()).isEqualTo(many.subList(0, 100));
    assertThat(captions.dropped()).containsOnly(Map.entry(RejectionReason.TOO_MANY_CAPTIONS, 3));
  }

  @Test
  void aPairWithoutCaptionsHasNone() {
    PairRules.Captions none = PairRules.captions(List.of());
    assertThat(none.kept()).isEmpty();
    assertThat(none.firstRefusal().orElseThrow().reason()).isEqualTo(RejectionReason.NO_CAPTION);
  }

  @Test
  void idsAndWhatIsCarriedAreBounded() {
    assertThat(PairRules.id("p")).isEmpty();
    assertThat(PairRules.id("\ud83d\udc08".repeat(512))).isEmpty();
    assertThat(PairRules.id("x".repeat(513)).orElseThrow().reason())
        .isEqualTo(RejectionReason.INVALID_VALUE);
    assertThat(PairRules.id(" ")).isPresent();
    assertThat(PairRules.carried("folder", Map.of("shape", "circle"))).isEmpty();
    assertThat(PairRules.carried("folder", Map.of("k", "x".repeat(300_000))).orElseThrow().reason())
        .isEqualTo(RejectionReason.METADATA_TOO_LARGE);
  }
}
