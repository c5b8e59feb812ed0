package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.generation.GeneratedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise-5")
class ImageSanityTest {
  private static final int SIZE = 8;

  @Test
  void differentImagesAreSane() {
    assertThat(ImageSanity.problem(images(8, ImageSanityTest::noise))).isEmpty();
  }

  @Test
  void oneThatIsNotFiniteIsTooMany() {
    // given
    List<GeneratedImage> images = new ArrayList<>(images(8, ImageSanityTest::noise));
    images.set(3, new GeneratedImage(SIZE, images.get(3).rgb(), false));

    // then
    assertThat(ImageSanity.problem(images))
        .contains("1 of 8 images hold values that are not finite");
  }

  @Test
  void plainImagesFailWhenTheyAreMany() {
    assertThat(ImageSanity.problem(images(8, i -> i < 2 ? plain(i) : noise(i)))).isEmpty();
    assertThat(ImageSanity.problem(images(8, i -> i < 3 ? plain(i) : noise(i))))
        .contains("3 of 8 images are of a single colour");
  }

  @Test
  void saturatedImagesFail() {
    assertThat(ImageSanity.problem(images(8, ImageSanityTest::saturated)))
        .contains("8 of 8 images are saturated");
  }

  @Test
  void oneImageForEverythingFails() {
    assertThat(ImageSanity.problem(images(8, i -> noise(1))))
        .contains("all images are the same, whatever their captions and seeds");
  }

  private static List<GeneratedImage> images(int count, IntFunction<GeneratedImage> image) {
    return IntStream.range(0, count).mapToObj(image).toList();
  }

  private static GeneratedImage noise(int seed) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    new SplittableRandom(seed).nextBytes(rgb);
    return new GeneratedImage(SIZE, rgb, true);
  }

  private static GeneratedImage plain(int colour) {
    byte[] rgb = new byte[SIZE * SIZE * 3];
    Arrays.fill(rgb, (byte) (100 + colour));
    return new GeneratedImage(SIZE, rgb, true);
  }

  private static GeneratedImage saturated(int seed) {
    byte[] rgb = noise(seed).rgb();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (rgb[i] < 0 ? 0 : 255);
    }
    return new GeneratedImage(SIZE, rgb, true);
  }
}
