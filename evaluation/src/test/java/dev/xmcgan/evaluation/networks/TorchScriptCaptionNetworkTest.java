package dev.xmcgan.evaluation.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a caption network written by hand and the starter's tokeniser. */
class TorchScriptCaptionNetworkTest {
  private static final Path TOKENIZER =
      Path.of(
          System.getProperty("xmcgan.home"),
          "model/target/text-encoder/all-MiniLM-L6-v2/tokenizer.json");

  /** [CLS], "a", "cat", [SEP] in the vocabulary of BERT. */
  private static final long[] A_CAT = {101, 1037, 4937, 102};

  @TempDir private Path directory;

  @Test
  void tokensGoInFilledUpWithZeros() throws Exception {
    try (TorchScriptCaptionNetwork network = load(6)) {
      // when
      float[][] vectors = network.embed(List.of("a cat", "", "a cat"));

      // then
      assertThat(vectors).hasDimensions(3, 10);
      long[] ids = {A_CAT[0], A_CAT[1], A_CAT[2], A_CAT[3], 0, 0};
      for (int k = 1; k <= 10; k++) {
        assertThat((double) vectors[0][k - 1])
            .isCloseTo(TinyCaptionNetwork.feature(ids, k), within(1e-5));
      }
      assertThat(vectors[2]).containsExactly(vectors[0]);
      assertThat(vectors[1][0]).isNotEqualTo(vectors[0][0]);
    }
  }

  @Test
  void longCaptionIsCutAndKeepsItsEnd() throws Exception {
    try (TorchScriptCaptionNetwork network = load(3)) {
      // when
      float[] vector = network.embed(List.of("a cat")).clone()[0];

      // then
      long[] ids = {A_CAT[0], A_CAT[1], A_CAT[3]};
      assertThat((double) vector[4]).isCloseTo(TinyCaptionNetwork.feature(ids, 5), within(1e-5));
    }
  }

  @Test
  void idNamesNetworkTokeniserAndLength() throws Exception {
    try (TorchScriptCaptionNetwork network = load(6);
        TorchScriptCaptionNetwork shorter = load(5)) {
      assertThat(network.id()).matches("torchscript:[0-9a-f]{16}/[0-9a-f]{16}/6");
      assertThat(network.id()).isNotEqualTo(shorter.id());
    }
  }

  @Test
  void fileIsTheOneThatTheTestWrites() throws Exception {
    assertThat(golden()).hasBinaryContent(TinyCaptionNetwork.bytes());
  }

  @Test
  void whatIsNoTokeniserIsRefusedByName() throws IOException {
    Path file = Files.writeString(directory.resolve("tokenizer.json"), "{}");

    assertThatThrownBy(() -> TorchScriptCaptionNetwork.load(golden(), file, 6))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tokenizer.json");
  }

  private static TorchScriptCaptionNetwork load(int length) throws Exception {
    return TorchScriptCaptionNetwork.load(golden(), TOKENIZER, length);
  }

  private static Path golden() throws URISyntaxException {
    return Path.of(
        TorchScriptCaptionNetworkTest.class.getResource("/golden/tiny-caption.pt").toURI());
  }
}
