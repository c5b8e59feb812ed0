package dev.xmcgan.model.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.losses.InfoNce;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NegativesTest {
  private static final List<String> CAPTIONS =
      List.of("red", "red on sand", "blue", "blue on sand");

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aLossOverTheRestIsThatOfTheContradictingCaptionsAlone() {
    // given: what starts alike is compatible
    NDArray similarities = manager.arange(16f).reshape(4, 4).sin().mul(3);
    Negatives negatives = negatives(CAPTIONS);

    // when
    double loss = new InfoNce(negatives.only(similarities)).loss().getFloat();

    // then: rows and columns of the two captions of the other colour and of itself
    double expected = 0;
    for (int i = 0; i < 4; i++) {
      double row = 0;
      double column = 0;
      for (int j = 0; j < 4; j++) {
        if (j == i || j / 2 != i / 2) {
          row += Math.exp(similarities.getFloat(i, j));
          column += Math.exp(similarities.getFloat(j, i));
        }
      }
      expected += (Math.log(row) + Math.log(column) - 2 * similarities.getFloat(i, i)) / 4;
    }
    assertThat(loss).isCloseTo(expected, within(1e-4));
  }

  @Test
  void aMismatchedCaptionIsTheNextThatContradicts() {
    // given
    NDArray rows = manager.arange(4f).reshape(4, 1);

    // when
    NDArray others = negatives(CAPTIONS).others(rows);

    // then
    assertThat(others.toFloatArray()).containsExactly(2, 2, 0, 0);
    assertThat(others.getShape()).isEqualTo(new Shape(4, 1));
  }

  @Test
  void whereAllMayBeTrueTheNextStandsForOne() {
    assertThat(negatives(List.of("red", "red on sand")).others(manager.arange(2f).reshape(2, 1)))
        .isEqualTo(manager.create(new float[] {1, 0}, new Shape(2, 1)));
  }

  @Test
  void captionsThatAllContradictEachOtherNeedNone() {
    assertThat(Negatives.of(manager, List.of("red", "blue"), NegativesTest::startAlike)).isEmpty();
  }

  private Negatives negatives(List<String> captions) {
    return Negatives.of(manager, captions, NegativesTest::startAlike).orElseThrow();
  }

  private static boolean startAlike(String one, String other) {
    return one.startsWith(other) || other.startsWith(one);
  }
}
