package dev.xmcgan.model.text;

import static dev.xmcgan.model.golden.Golden.assertCloseAbsolute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.JsonUtils;
import dev.xmcgan.model.config.Pooling;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds tokeniser and BERT against what ONNX Runtime made of all-MiniLM-L6-v2. */
@ExtendWith(PrintsLargestError.class)
class OfficialTextEncoderTest {
  private static final double TOLERANCE = 1e-4;

  private NDManager manager;
  private Golden golden;
  private List<String> captions;
  private int maxWords;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    golden = Golden.load("minilm-l6.safetensors", manager);
    captions = List.of(JsonUtils.GSON.fromJson(golden.text("captions"), String[].class));
    maxWords = golden.number("max_tokens");
  }

  @AfterEach
  void release() {
    manager.close();
  }

  @Test
  void tokensAreTheOfficialTokens() throws IOException {
    // given
    NDArray ids = golden.tensor("input_ids");
    NDArray mask = golden.tensor("attention_mask");
    try (CaptionTokenizer tokenizer =
        CaptionTokenizer.load(MiniLm.directory().resolve("tokenizer.json"))) {
      for (int i = 0; i < captions.size(); i++) {
        // when
        long[] tokens = tokenizer.tokens(captions.get(i), maxWords);

        // then
        long length = Arrays.stream(mask.get(i).toIntArray()).sum();
        int[] expected = Arrays.copyOf(ids.get(i).toIntArray(), (int) length);
        assertThat(Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray())
            .as(captions.get(i))
            .containsExactly(expected);
      }
    }
  }

  @Test
  void paddedHiddenStatesAreTheOfficialOnes() throws IOException {
    // given
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      // when
      TextBatch batch = encoder.encode(manager, captions, maxWords, Pooling.OFFICIAL);

      // then
      assertCloseAbsolute(
          "last_hidden_state", batch.words(), golden.tensor("last_hidden_state"), TOLERANCE);
      assertThat(batch.lengths()).containsExactly(lengths(golden.tensor("attention_mask")));
    }
  }

  @Test
  void hiddenStatesOfRealTokensDoNotNeedThePadding() throws IOException {
    // given
    NDArray expected = golden.tensor("last_hidden_state");
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      // when
      TextBatch batch = encoder.encode(manager, captions, maxWords, Pooling.MASKED_MEAN);

      // then
      for (int i = 0; i < captions.size(); i++) {
        String rows = ":" + batch.lengths()[i];
        assertCloseAbsolute(
            captions.get(i), batch.words().get(i).get(rows), expected.get(i).get(rows), TOLERANCE);
      }
    }
  }

  private static int[] lengths(NDArray mask) {
    return IntStream.range(0, (int) mask.getShape().get(0))
        .map(row -> Arrays.stream(mask.get(row).toIntArray()).sum())
        .toArray();
  }
}
