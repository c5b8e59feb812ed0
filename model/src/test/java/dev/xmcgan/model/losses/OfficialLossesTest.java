package dev.xmcgan.model.losses;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static dev.xmcgan.model.golden.Golden.assertCloseAbsolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(PrintsLargestError.class)
class OfficialLossesTest {

  private static final String FILE = "losses.safetensors";
  private static final double VALUE = 2e-5;
  private static final double GRADIENT = 2e-5;

  private NDManager manager;
  private Golden golden;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager();
    golden = Golden.load(FILE, manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static IntStream contrastive() throws IOException {
    return Golden.cases(FILE, "contrastive");
  }

  static IntStream contrastiveAligned() throws IOException {
    return Golden.cases(FILE, "contrastive_aligned");
  }

  static IntStream words() throws IOException {
    return Golden.cases(FILE, "word");
  }

  static IntStream hinge() throws IOException {
    return Golden.cases(FILE, "hinge");
  }

  @Test
  void theConstantsAreTheOfficialOnes() {
    assertThat(ContrastiveLoss.TEMPERATURE).isEqualTo(golden.decimal("temperature"));
    assertThat(WordLoss.ATTENTION_SHARPNESS).isEqualTo(golden.decimal("gamma1"));
    assertThat(WordLoss.WORD_SHARPNESS).isEqualTo(golden.decimal("gamma2"));
    assertThat(WordLoss.SCALE).isEqualTo(golden.decimal("gamma3"));
  }

  @ParameterizedTest
  @MethodSource("contrastive")
  void contrastiveLossIsTheOfficialOne(int number) {
    // given
    String name = "contrastive." + number;
    NDArray image = leaf("in/" + name + "/image_feat");
    NDArray condition = leaf("in/" + name + "/cond_feat");

    // when
    InfoNce matching = differentiate(() -> ContrastiveLoss.between(image, condition));

    // then
    assertStatistics(name, matching);
    assertGradient(name + "/grad_image_feat", image);
    assertGradient(name + "/grad_cond_feat", condition);
  }

  @ParameterizedTest
  @MethodSource("contrastiveAligned")
  void contrastiveLossOfNearlyEqualFeaturesIsTheOfficialOne(int number) {
    // given
    String name = "contrastive_aligned." + number;
    NDArray image = leaf("in/" + name + "/image_feat");
    NDArray condition = leaf("in/" + name + "/cond_feat");

    // when
    InfoNce matching = differentiate(() -> ContrastiveLoss.between(image, condition));

    // then: the values are tiny, see the golden data's notes
    assertCloseAbsolute(name, scalar(matching.loss()), out(name + "/loss"), 1e-6);
    assertCloseAbsolute(
        name, image.getGradient(), golden.tensor("out/" + name + "/grad_image_feat"), 2e-6);
    assertCloseAbsolute(
        name, condition.getGradient(), golden.tensor("out/" + name + "/grad_cond_feat"), 2e-6);
  }

  @ParameterizedTest
  @MethodSource("words")
  void wordLossIsTheOfficialOne(int number) {
    // given
    String name = "word." + number;
    NDArray regions = leaf("in/" + name + "/image_feat");
    NDArray words = leaf("in/" + name + "/word_feat");
    int[] lengths = lengths(golden.tensor("in/" + name + "/max_len"));

    // when
    InfoNce matching = differentiate(() -> new WordLoss(words, lengths).match(regions));

    // then
    assertStatistics(name, matching);
    assertGradient(name + "/grad_image_feat", regions);
    assertGradient(name + "/grad_word_feat", words);
  }

  @ParameterizedTest
  @MethodSource("hinge")
  void hingeLossesAreTheOfficialOnes(int number) {
    // given
    String name = "hinge." + number;
    NDArray real = leaf("in/" + name + "/real_logit");
    NDArray fake = leaf("in/" + name + "/fake_logit");
    NDArray fakeForGenerator = leaf("in/" + name + "/fake_logit");
    NDArray ofDiscriminator;
    NDArray ofGenerator;

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ofDiscriminator = HingeLoss.ofDiscriminator(real, fake);
      collector.backward(ofDiscriminator);
      ofGenerator = HingeLoss.ofGenerator(fakeForGenerator);
      collector.backward(ofGenerator);
    }

    // then
    assertClose(name + "/d_loss", scalar(ofDiscriminator), out(name + "/d_loss"), VALUE);
    assertClose(name + "/g_loss", scalar(ofGenerator), out(name + "/g_loss"), VALUE);
    assertGradient(name + "/grad_d_real_logit", real);
    assertGradient(name + "/grad_d_fake_logit", fake);
    assertGradient(name + "/grad_g_fake_logit", fakeForGenerator);
  }

  @Test
  void zeroWordsAndRegionsStillGiveFiniteLossAndGradients() {
    // given
    NDArray regions = manager.randomNormal(new Shape(3, 4, 8));
    regions.set(new NDIndex("1"), 0f);
    regions.setRequiresGradient(true);
    NDArray words = manager.randomNormal(new Shape(3, 5, 8));
    words.set(new NDIndex("2"), 0f);

    // when
    InfoNce matching = differentiate(() -> new WordLoss(words, new int[] {5, 2, 3}).match(regions));

    // then
    assertThat(Float.isFinite(matching.loss().getFloat())).isTrue();
    assertThat(regions.getGradient().isInfinite().any().getBoolean()).isFalse();
    assertThat(regions.getGradient().isNaN().any().getBoolean()).isFalse();
  }

  @Test
  void whatStandsInPaddingMakesNoDifference() {
    // given
    NDArray regions = manager.randomNormal(new Shape(3, 4, 8));
    NDArray words = manager.randomNormal(new Shape(3, 5, 8));
    NDArray otherPadding = words.duplicate();
    otherPadding.set(new NDIndex(":, 3:"), 7f);
    int[] lengths = {3, 2, 3};

    // when
    NDArray loss = new WordLoss(words, lengths).match(regions).loss();
    NDArray same = new WordLoss(otherPadding, lengths).match(regions).loss();

    // then
    assertThat(same.getFloat()).isEqualTo(loss.getFloat());
  }

  @Test
  void aBatchOfOneIsRefused() {
    NDArray one = manager.ones(new Shape(1, 8));

    assertThatThrownBy(() -> ContrastiveLoss.between(one, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 pairs");
  }

  @Test
  void aCaptionWithoutWordsIsRefused() {
    NDArray words = manager.ones(new Shape(2, 5, 8));

    assertThatThrownBy(() -> new WordLoss(words, new int[] {5, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("caption 1 has 0 words");
  }

  private static InfoNce differentiate(Supplier<InfoNce> matching) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      InfoNce result = matching.get();
      collector.backward(result.loss());
      return result;
    }
  }

  private void assertStatistics(String name, InfoNce matching) {
    assertClose(name + "/loss", scalar(matching.loss()), out(name + "/loss"), VALUE);
  }

  private void assertGradient(String name, NDArray leaf) {
    assertClose(name, leaf.getGradient(), golden.tensor("out/" + name), GRADIENT);
  }

  private NDArray leaf(String name) {
    NDArray leaf = golden.tensor(name).duplicate();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private NDArray out(String name) {
    return scalar(golden.tensor("out/" + name));
  }

  private static NDArray scalar(NDArray value) {
    return value.stopGradient().reshape(1);
  }

  private static int[] lengths(NDArray lengths) {
    float[] values = lengths.toFloatArray();
    int[] whole = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      whole[i] = Math.round(values[i]);
    }
    return whole;
  }
}
