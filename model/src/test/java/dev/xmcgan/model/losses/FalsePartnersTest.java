package dev.xmcgan.model.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Initialisation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FalsePartnersTest {
  private static final int BATCH = 5;
  private static final int WIDTH = 12;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void similaritiesOfPartnersAreTheDiagonal() {
    NDArray left = normal(1, BATCH, WIDTH);
    NDArray right = normal(2, BATCH, WIDTH);

    NDArray partners = ContrastiveLoss.ofPartners(left, right);

    assertDiagonal(partners, ContrastiveLoss.between(left, right));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16}) // fewer and more regions than a word is wide
  void imagesAndTheirOwnCaptionsAreTheDiagonal(int regionCount) {
    NDArray regions = normal(3, BATCH, regionCount, WIDTH);
    var words = new WordLoss(normal(4, BATCH, 7, WIDTH), new int[] {7, 3, 1, 5, 2});

    assertDiagonal(words.ofPartners(regions), words.match(regions));
  }

  @Test
  void falsePartnerCountsAsOneMoreNegative() {
    float[] similarities = {2, 0.5f, -1, 3};
    float[] falsePartners = {1.5f, -2};
    InfoNce matching = new InfoNce(manager.create(similarities, new Shape(2, 2)));

    double loss = matching.lossBeside(manager.create(falsePartners, new Shape(2, 1))).getFloat();

    double rows = entropy(2, 0.5, 1.5) + entropy(3, -1, -2);
    double columns = entropy(2, -1) + entropy(3, 0.5);
    assertThat(loss).isCloseTo((rows + columns) / 2, within(1e-5));
  }

  @Test
  void absentFalsePartnersChangeNothing() {
    InfoNce matching = new InfoNce(normal(5, BATCH, BATCH));

    NDArray beside = matching.lossBeside(manager.full(new Shape(BATCH, 1), -1e6f));

    assertThat(beside.getFloat()).isCloseTo(matching.loss().getFloat(), within(1e-5f));
  }

  private static void assertDiagonal(NDArray partners, InfoNce matching) {
    assertThat(partners.getShape()).isEqualTo(new Shape(BATCH, 1));
    for (int i = 0; i < BATCH; i++) {
      assertThat(partners.getFloat(i, 0))
          .isCloseTo(matching.similarities().getFloat(i, i), within(1e-3f));
    }
  }

  /** {@code −log} of the first number's share. */
  private static double entropy(double own, double... others) {
    double sum = Math.exp(own);
    for (double other : others) {
      sum += Math.exp(other);
    }
    return Math.log(sum) - own;
  }

  private NDArray normal(long seed, long... shape) {
    return Initialisation.normal(manager, new Shape(shape), seed, 1);
  }
}
