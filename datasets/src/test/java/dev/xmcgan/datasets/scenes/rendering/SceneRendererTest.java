package dev.xmcgan.datasets.scenes.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneColour;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.SceneShape;
import dev.xmcgan.datasets.scenes.SceneSize;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.images.RgbImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneRendererTest {
  private static final int CENTRE = 32;

  private final SceneRenderer renderer = new SceneRenderer(64);

  @Test
  void sameSceneGivesTheSamePixels() {
    // given
    Scene scene = new SceneSampler(1, Split.TRAIN, Drift.none()).scene(17);

    // then
    assertThat(pixels(renderer.render(scene)))
        .isEqualTo(pixels(new SceneRenderer(64).render(scene)));
  }

  @Test
  void sceneThatDiffersInDetailAloneLooksDifferent() {
    // given
    Scene scene = single(SceneShape.CIRCLE, SceneColour.RED, Background.GRASS, 1);
    Scene other = single(SceneShape.CIRCLE, SceneColour.RED, Background.GRASS, 2);

    // then
    assertThat(pixels(renderer.render(scene))).isNotEqualTo(pixels(renderer.render(other)));
  }

  @ParameterizedTest
  @EnumSource(SceneColour.class)
  void objectHasItsColour(SceneColour colour) {
    for (Background background : Background.values()) {
      for (int detail = 0; detail < 5; detail++) {
        // given
        Scene scene = single(SceneShape.SQUARE, colour, background, detail);

        // when
        int pixel = renderer.render(scene).pixel(CENTRE, CENTRE);

        // then
        assertThat(nearest(pixel)).isEqualTo(colour);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SceneShape.class)
  void objectStaysWithinItsRadiusAndFillsAGoodPartOfIt(SceneShape shape) {
    // given
    Scene with = single(shape, SceneColour.PURPLE, Background.SNOW, 3);
    SceneObject object = with.objects().get(0);
    RgbImage image = renderer.render(with);
    int inside = 0;

    // when
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        if (nearest(image.pixel(x, y)) == SceneColour.PURPLE) {
          double distance = Math.hypot(x + 0.5 - object.x(), y + 0.5 - object.y());
          // a corner of the square reaches 1.25 radii and the rim half a pixel more
          assertThat(distance).isLessThan(1.4 * object.radius());
          inside++;
        }
      }
    }

    // then
    assertThat(inside / (object.radius() * object.radius())).isBetween(0.7, 3.4);
  }

  @Test
  void shapesDiffer() {
    // given
    Set<List<Integer>> images = new HashSet<>();

    // when
    for (SceneShape shape : SceneShape.values()) {
      int[] pixels = pixels(renderer.render(single(shape, SceneColour.RED, Background.SKY, 4)));
      images.add(Arrays.stream(pixels).boxed().toList());
    }

    // then
    assertThat(images).hasSize(SceneShape.values().length);
  }

  @Test
  void edgesAreAntiAliased() {
    // given: two colours far apart, so that what lies between can only come from the edge
    Scene scene = single(SceneShape.CIRCLE, SceneColour.BLUE, Background.SNOW, 5);
    RgbImage image = renderer.render(scene);
    Set<Integer> levels = new HashSet<>();

    // when
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        levels.add(image.pixel(x, y) >> 20 & 0xf);
      }
    }

    // then
    assertThat(levels).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128, 256})
  void imageShrinksToTheSmallerOne(int size) {
    // given
    Scene scene = single(SceneShape.STAR, SceneColour.YELLOW, Background.NIGHT, 6);

    // when
    RgbImage image = new SceneRenderer(size).render(scene);

    // then
    assertThat(image.width()).isEqualTo(size);
    assertThat(nearest(image.pixel(size / 2, size / 2))).isEqualTo(SceneColour.YELLOW);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 63, 96, 2048})
  void impossibleSizeIsRefused(int size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SceneRenderer(size))
        .withMessageContaining("power of two")
        .withMessageEndingWith("is " + size);
  }

  private static Scene single(
      SceneShape shape, SceneColour colour, Background background, long detail) {
    return new Scene(
        background,
        List.of(new SceneObject(shape, colour, SceneSize.LARGE, CENTRE, CENTRE, 13)),
        detail);
  }

  private static SceneColour nearest(int pixel) {
    return Arrays.stream(SceneColour.values())
        .min(Comparator.comparingDouble(colour -> distance(colour.rgb(), pixel)))
        .orElseThrow();
  }

  private static double distance(int a, int b) {
    double sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double difference = (a >> shift & 0xff) - (b >> shift & 0xff);
      sum += difference * difference;
    }
    return sum;
  }

  private static int[] pixels(RgbImage image) {
    int[] pixels = new int[image.width() * image.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.pixel(i % image.width(), i / image.width());
    }
    return pixels;
  }
}
