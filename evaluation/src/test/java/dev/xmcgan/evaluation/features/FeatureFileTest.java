package dev.xmcgan.evaluation.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeatureFileTest {

  @Test
  void givesBackWhatWasAdded() {
    // given
    SplittableRandom random = new SplittableRandom(3);
    float[][] vectors = new float[50][7];
    try (FeatureFile file = new FeatureFile()) {
      for (int i = 0; i < vectors.length; i++) {
        for (int j = 0; j < 7; j++) {
          vectors[i][j] = Float.intBitsToFloat(random.nextInt());
        }
        file.add(vectors[i]);
        // a row that is read in between disturbs nothing
        file.row(i / 2);
      }

      // then
      assertThat(file.count()).isEqualTo(50);
      for (int i = 49; i >= 0; i--) {
        assertThat(file.row(i)).containsExactly(vectors[i]);
      }
    }
  }

  @Test
  void refusesAnotherWidthAndAPlaceThatIsNotThere() {
    try (FeatureFile file = new FeatureFile()) {
      file.add(new float[] {1, 2});

      assertThatThrownBy(() -> file.add(new float[] {1}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 numbers among those of 2");
      assertThatThrownBy(() -> file.row(1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(file.row(0)).containsExactly(1, 2);
    }
  }
}
