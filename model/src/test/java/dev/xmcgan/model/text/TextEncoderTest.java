package dev.xmcgan.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.Pooling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
  private static final int MAX_WORDS = 17;
  private static final String CAPTION = "a large red circle above a small blue square on grass";
  private static final List<String> OTHERS =
      List.of(
          "a yellow star",
          "a man in a wet suit riding a surfboard on a wave",
          "a small blue square below a large red circle on green grass at noon",
          "a brown ring on sand",
          "at night, a small white cross to the left of a pink ring",
          "two people riding horses on a beach at sunset while a dog runs behind them",
          "a",
          "a tiny lime triangle",
          "snow",
          "a purple heart below an orange diamond",
          "a red square in the blue sky",
          "water with a large pink heart",
          "a small red circle above a large blue square on grass",
          "green",
          "a large yellow star to the right of a small brown cross in the snow");

  private static TextEncoder uncached;
  private NDManager manager;

  @BeforeAll
  static void load() throws IOException {
    uncached = TextEncoder.load(MiniLm.directory(), Device.cpu(), 0);
  }

  @AfterAll
  static void close() {
    uncached.close();
  }

  @Test
  void tellsHowMuchOfACaptionIsRead() {
    // given: five pieces are read
    String longer = "\ud83d\udc08 ein gr\u00fcner Baum, a very long one indeed";

    // when
    ReadCaption whole = uncached.read("a yellow star", 7);
    ReadCaption cut = uncached.read("a yellow star above a house", 7);
    ReadCaption other = uncached.read(longer, 9);

    // then
    assertThat(whole).isEqualTo(new ReadCaption(3, 3, "a yellow star"));
    assertThat(whole.isCut()).isFalse();
    assertThat(cut).isEqualTo(new ReadCaption(6, 5, "a yellow star above a"));
    assertThat(cut.isCut()).isTrue();
    List<String> pieces = uncached.tokens(longer, 9);
    List<String> ofTheText = uncached.tokens(other.text(), 99);
    assertThat(ofTheText).isEqualTo(pieces);
  }

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void release() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void embeddingHasTheSameBitsWhateverElseIsInTheBatch(Pooling pooling) {
    // given
    TextBatch alone = uncached.encode(manager, List.of(CAPTION), MAX_WORDS, pooling);
    int length = alone.lengths()[0];
    for (int size : new int[] {2, 7, 16}) {
      List<String> captions = new ArrayList<>(OTHERS.subList(0, size - 1));
      captions.add(CAPTION);
      Collections.shuffle(captions, new Random(size));
      int row = captions.indexOf(CAPTION);

      // when
      TextBatch batch = uncached.encode(manager, captions, MAX_WORDS, pooling);

      // then
      assertThat(bits(batch.sentence().get(row))).isEqualTo(bits(alone.sentence().get(0)));
      assertThat(bits(batch.words().get(row).get(":" + length)))
          .isEqualTo(bits(alone.words().get(0).get(":" + length)));
      assertThat(batch.lengths()[row]).isEqualTo(length);
    }
  }

  @Test
  void maskedMeanCutsTheBatchToItsLongestCaptionAndLeavesPaddingZero() {
    // given
    List<String> captions = List.of("a yellow star", CAPTION);

    // when
    TextBatch batch = uncached.encode(manager, captions, MAX_WORDS, Pooling.MASKED_MEAN);

    // then
    assertThat(batch.lengths()).containsExactly(5, 13);
    assertThat(batch.words().getShape()).isEqualTo(new Shape(2, 13, uncached.width()));
    assertThat(batch.words().get(0).get("5:").abs().max().getFloat()).isZero();
    assertThat(batch.sentence().getShape()).isEqualTo(new Shape(2, uncached.width()));
  }

  @Test
  void maskedMeanSentenceIsTheMeanOfRealTokens() {
    // when
    TextBatch batch =
        uncached.encode(manager, List.of("a yellow star", CAPTION), MAX_WORDS, Pooling.MASKED_MEAN);

    // then
    for (int row = 0; row < 2; row++) {
      int length = batch.lengths()[row];
      NDArray expected = batch.words().get(row).get(":" + length).mean(new int[] {0});
      assertThat(largestDifference(batch.sentence().get(row), expected)).isLessThan(1e-6f);
    }
  }

  @Test
  void officialSentenceSumsPaddingToo() {
    // when
    TextBatch batch =
        uncached.encode(manager, List.of("a yellow star", CAPTION), MAX_WORDS, Pooling.OFFICIAL);

    // then
    assertThat(batch.words().getShape()).isEqualTo(new Shape(2, MAX_WORDS, uncached.width()));
    for (int row = 0; row < 2; row++) {
      NDArray rows = batch.words().get(row);
      NDArray expected = rows.sum(new int[] {0}).div(batch.lengths()[row]);
      NDArray withoutPadding = rows.get(":" + batch.lengths()[row]).mean(new int[] {0});
      assertThat(largestDifference(batch.sentence().get(row), expected)).isLessThan(1e-5f);
      assertThat(largestDifference(batch.sentence().get(row), withoutPadding)).isGreaterThan(0.1f);
    }
  }

  @Test
  void longCaptionIsCutAndStillEndsInTheSeparator() throws IOException {
    // given
    String caption = "a red circle above a blue square ".repeat(20);
    try (CaptionTokenizer tokenizer =
        CaptionTokenizer.load(MiniLm.directory().resolve("tokenizer.json"))) {
      long[] all = tokenizer.tokens(caption, Integer.MAX_VALUE);

      // when
      long[] cut = tokenizer.tokens(caption, 10);

      // then
      assertThat(all).hasSize(142);
      assertThat(Arrays.copyOf(cut, 9)).containsExactly(Arrays.copyOf(all, 9));
      assertThat(cut).hasSize(10).endsWith(102);
      assertThat(uncached.encode(manager, List.of(caption), 10, Pooling.MASKED_MEAN).lengths())
          .containsExactly(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n\t"})
  void blankCaptionIsRefusedByItsPosition(String blank) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> uncached.encode(manager, List.of(CAPTION, blank), MAX_WORDS, Pooling.MASKED_MEAN))
        .withMessage("caption 1 is blank");
  }

  @Test
  void noCaptionsAndImpossibleLengthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uncached.encode(manager, List.of(), MAX_WORDS, Pooling.MASKED_MEAN))
        .withMessageContaining("no captions");
    for (int maxWords : new int[] {2, 513}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> uncached.encode(manager, List.of(CAPTION), maxWords, Pooling.OFFICIAL))
          .withMessageContaining("maxWords must be between 3 and 512");
    }
  }

  @Test
  void captionSeenBeforeComesFromTheCacheWithTheSameBits() throws IOException {
    // given
    try (TextEncoder encoder = TextEncoder.load(MiniLm.directory(), Device.cpu())) {
      TextBatch first = encoder.encode(manager, List.of(CAPTION), MAX_WORDS, Pooling.MASKED_MEAN);

      // when
      TextBatch second =
          encoder.encode(
              manager, List.of("a yellow star", CAPTION), MAX_WORDS, Pooling.MASKED_MEAN);
      encoder.encode(manager, List.of(CAPTION), MAX_WORDS, Pooling.OFFICIAL);

      // then
      assertThat(encoder.cacheHits()).isEqualTo(1);
      assertThat(encoder.cacheMisses()).isEqualTo(3);
      assertThat(bits(second.words().get(1))).isEqualTo(bits(first.words().get(0)));
    }
  }

  @Test
  void severalThreadsGetTheSameEmbeddings() throws Exception {
    // given
    int[] expected = sentenceBits(OTHERS);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      // when
      List<Future<int[]>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(threads.submit(() -> sentenceBits(OTHERS)));
      }

      // then
      for (Future<int[]> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void idNamesTheDirectoryAndTheWeights() {
    assertThat(uncached.id()).matches("all-MiniLM-L6-v2@[0-9a-f]{12}");
  }

  private static int[] sentenceBits(List<String> captions) {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
      return bits(uncached.encode(scope, captions, MAX_WORDS, Pooling.MASKED_MEAN).sentence());
    }
  }

  private static int[] bits(NDArray array) {
    float[] values = array.toFloatArray();
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static float largestDifference(NDArray a, NDArray b) {
    return a.sub(b).abs().max().getFloat();
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void aMixIsLinearAndAsLongAsTheLongerCaption(Pooling pooling) {
    // given
    TextBatch ends =
        uncached.encode(manager, List.of("a yellow star", CAPTION), MAX_WORDS, pooling);

    // when
    TextBatch mixes =
        uncached.encodeMixes(
            manager,
            List.of(
                new CaptionMix("a yellow star", CAPTION, 0),
                new CaptionMix("a yellow star", CAPTION, 0.25),
                new CaptionMix("a yellow star", CAPTION, 1)),
            MAX_WORDS,
            pooling);

    // then
    int longer = ends.lengths()[1];
    assertThat(mixes.lengths()).containsExactly(ends.lengths()[0], longer, longer);
    assertThat(mixes.words().get(0)).isEqualTo(ends.words().get(0));
    assertThat(mixes.sentence().get(2)).isEqualTo(ends.sentence().get(1));
    NDArray expected = ends.words().get(0).mul(0.75).add(ends.words().get(1).mul(0.25));
    assertThat(mixes.words().get(1).sub(expected).abs().max().getFloat()).isLessThan(1e-6f);
    NDArray sentence = ends.sentence().get(0).mul(0.75).add(ends.sentence().get(1).mul(0.25));
    assertThat(mixes.sentence().get(1).sub(sentence).abs().max().getFloat()).isLessThan(1e-6f);
  }
}
