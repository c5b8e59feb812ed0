package dev.xmcgan.model.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.layers.CounterRandom;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentedImagesTest {
  private static final int BATCH = 3;
  private static final int EDGE = 16;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void withoutChangesTheImagesAreTheSame() {
    NDArray images = images();
    assertThat(new AugmentedImages(Augmentation.none()).apply(images, 1)).isSameAs(images);
  }

  @ParameterizedTest
  @ValueSource(strings = {"colour", "translation", "cutout", "colour,translation,cutout"})
  void theSameStreamChangesTheSameAndAnotherDifferently(String changes) {
    // given
    AugmentedImages augmented = new AugmentedImages(Augmentation.parse(changes));
    NDArray images = images();

    // when
    NDArray changed = augmented.apply(images, 7);

    // then
    assertThat(changed.getShape()).isEqualTo(images.getShape());
    assertThat(changed).isEqualTo(augmented.apply(images, 7));
    assertThat(changed).isNotEqualTo(images);
    assertThat(changed).isNotEqualTo(augmented.apply(images, 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void translationMovesEveryPixelAlikeByAnEighthAtMost(long stream) {
    // given: each image counts its pixels, from 1
    float[] numbers = new float[3 * EDGE * EDGE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % (EDGE * EDGE) + 1;
    }
    NDArray images = manager.create(numbers, new Shape(1, 3, EDGE, EDGE));

    // when
    float[] moved =
        new AugmentedImages(Augmentation.parse("translation")).apply(images, stream).toFloatArray();

    // then: what is not black says where it came from
    int first = 0;
    while (moved[first] == 0) {
      first++;
    }
    int from = Math.round(moved[first]) - 1;
    int down = first / EDGE - from / EDGE;
    int right = first % EDGE - from % EDGE;
    assertThat(down).isBetween(-EDGE / 8, EDGE / 8);
    assertThat(right).isBetween(-EDGE / 8, EDGE / 8);
    for (int y = 0; y < EDGE; y++) {
      for (int x = 0; x < EDGE; x++) {
        boolean inside = y - down >= 0 && y - down < EDGE && x - right >= 0 && x - right < EDGE;
        float expected = inside ? (y - down) * EDGE + x - right + 1 : 0;
        assertThat(moved[y * EDGE + x]).isEqualTo(expected);
      }
    }
  }

  @Test
  void cutoutBlackensASquareOfHalfTheEdgeAtMost() {
    // given
    NDArray white = manager.ones(new Shape(64, 3, EDGE, EDGE));

    // when
    NDArray cut = new AugmentedImages(Augmentation.parse("cutout")).apply(white, 3);

    // then
    float[] left = cut.sum(new int[] {1, 2, 3}).toFloatArray();
    int whole = 3 * EDGE * EDGE;
    for (float pixels : left) {
      assertThat(pixels).isBetween(whole * 0.75f, whole * (1 - 1 / 16f));
    }
    assertThat(Arrays.stream(new int[] {0, 1, 2, 3}).mapToObj(i -> left[i]).distinct().count())
        .isGreaterThan(1);
  }

  @Test
  void gradientsPassThroughAllChangesAsFiniteDifferencesSay() {
    // given
    AugmentedImages augmented =
        new AugmentedImages(Augmentation.parse("colour,translation,cutout"));
    NDArray images = images();
    NDArray weights = random(99);
    images.setRequiresGradient(true);

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(augmented.apply(images, 5).mul(weights).sum());
    }
    NDArray gradient = images.getGradient();

    // then
    NDArray direction = random(17).sub(0.5);
    double step = 1e-2; // the changes are linear in the image
    double more = augmented.apply(images.add(direction.mul(step)), 5).mul(weights).sum().getFloat();
    double less = augmented.apply(images.sub(direction.mul(step)), 5).mul(weights).sum().getFloat();
    double along = gradient.mul(direction).sum().getFloat();
    assertThat((more - less) / (2 * step) / along).isBetween(0.98, 1.02);
  }

  @Test
  void automaticallyOnlyRepeatedImagesAreShifted() {
    // given
    AugmentedImages augmented = new AugmentedImages(Augmentation.automatic());
    NDArray images = images();
    NDArray all = new AugmentedImages(Augmentation.parse("translation")).apply(images, 7);

    // when
    NDArray changed = augmented.apply(images, 7, Set.of(1));

    // then
    assertThat(augmented.apply(images, 7)).isSameAs(images);
    assertThat(changed.get(0)).isEqualTo(images.get(0));
    assertThat(changed.get(1)).isEqualTo(all.get(1)).isNotEqualTo(images.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"COLOUR", "TRANSLATION", "CUTOUT"})
  void noKindOfChangeTouchesWhatIsNotRepeated(Augmentation.Change change) {
    // given
    NDArray images = images();

    // when
    NDArray changed =
        new AugmentedImages(new Augmentation(Set.of(change), true)).apply(images, 7, Set.of(1));

    // then
    assertThat(changed.get(0).sub(images.get(0)).abs().max().getFloat()).isLessThan(1e-6f);
    assertThat(changed.get(1)).isNotEqualTo(images.get(1));
  }

  @Test
  void kindsAreReadByNameAndOthersRefused() {
    assertThat(Augmentation.parse("auto")).isEqualTo(Augmentation.automatic()).hasToString("auto");
    assertThat(Augmentation.parse("none")).isEqualTo(Augmentation.none());
    assertThat(Augmentation.parse(" Cutout, colour").toString()).isEqualTo("colour,cutout");
    assertThatThrownBy(() -> Augmentation.parse("colour,flip"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flip");
  }

  private NDArray images() {
    return random(1);
  }

  private NDArray random(long seed) {
    float[] values = new float[BATCH * 3 * EDGE * EDGE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) CounterRandom.uniform(seed, i);
    }
    return manager.create(values, new Shape(BATCH, 3, EDGE, EDGE));
  }
}
