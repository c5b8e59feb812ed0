package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.trainer.curation.TestImages;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgedSetTest {
  @Test
  void realImagesAreJudgedAtTheSizeOfTheDrawnOnes() throws Exception {
    // given: an original that is kept for a larger model
    RgbImage original = PngFile.decode(TestImages.noisePng(128, 1));
    JudgedSet set =
        JudgedSet.fresh(new HeldOutSet(List.of(new HeldOutPair("a", "a tree", original, "hash"))));
    GeneratedImage drawn = new GeneratedImage(64, new byte[64 * 64 * 3], true);

    // when
    SceneSample sample = set.samples(Map.of(set.requests().get(0), drawn), Map.of()).get(0);

    // then
    assertThat(sample.real().width()).isEqualTo(64);
    assertThat(sample.real().height()).isEqualTo(64);
    assertThat(sample.generated().width()).isEqualTo(64);
  }
}
