package dev.xmcgan.trainer.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.trainer.curation.CurationRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfflineCurationTest {
  private final OfflineCuration curation =
      new OfflineCuration(
          new CurationRules(
              32, new ImageLimits(1 << 20, 1_000_000, 8), new BlankImageRule(0.002), 0.5));

  @Test
  void pairsAreShrunkAndSomeAreHeldOut() throws Exception {
    // when
    List<OfflinePair> pairs =
        scenes(40).stream().flatMap(p -> curation.curate(p).stream()).toList();

    // then
    assertThat(pairs).hasSize(40).allMatch(pair -> pair.image().width() == 32);
    assertThat(pairs).anyMatch(OfflinePair::heldOut).anyMatch(pair -> !pair.heldOut());
    assertThat(curation.rejected()).isEmpty();
  }

  @Test
  void whatIsNotTakenIsCountedByReason() throws Exception {
    // given
    CaptionedImage good = scenes(1).get(0);
    CaptionedImage again =
        new CaptionedImage("again", good.captions(), good.image(), "test", Map.of());
    CaptionedImage broken =
        new CaptionedImage(
            "broken",
            List.of("a red circle"),
            "no image".getBytes(StandardCharsets.UTF_8),
            "test",
            Map.of());

    // when
    List<Optional<OfflinePair>> curated =
        Stream.of(good, again, broken).map(curation::curate).toList();

    // then
    assertThat(curated.get(0)).isPresent();
    assertThat(curated.get(1)).isEmpty();
    assertThat(curated.get(2)).isEmpty();
    assertThat(curation.rejected())
        .hasSize(2)
        .containsEntry(RejectionReason.DUPLICATE, 1)
        .doesNotContainKey(RejectionReason.RECORD_TOO_LARGE);
  }

  private static List<CaptionedImage> scenes(int count) throws Exception {
    try (Stream<CaptionedImage> pairs =
        new ScenePairs(SceneOptions.training(1, count).withImageSize(64)).pairs(problem -> {})) {
      return pairs.toList();
    }
  }
}
