package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {
  /** Three fit a segment, so that slots lie in several. */
  private static final int LARGE = 10 << 20;

  @TempDir private Path directory;

  @Test
  void imagesComeBackFromTheirSlots() throws Exception {
    try (ImageCache cache = ImageCache.in(directory, LARGE)) {
      // when
      for (int slot = 0; slot < 7; slot++) {
        cache.put(slot, image(slot));
      }
      cache.put(4, image(99));

      // then
      for (int slot = 0; slot < 7; slot++) {
        assertThat(cache.get(slot)).isEqualTo(image(slot == 4 ? 99 : slot));
      }
    }
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    // given: a process was killed
    Files.createDirectories(directory);
    Files.write(directory.resolve("scratch-1.images"), new byte[9]);

    // when
    try (ImageCache cache = ImageCache.in(directory, 3)) {
      cache.put(0, new byte[] {1, 2, 3});
    }

    // then
    assertThat(files()).isEmpty();
  }

  @Test
  void anImageOfAnotherSizeIsRefused() throws Exception {
    try (ImageCache cache = ImageCache.in(directory, 3)) {
      assertThatThrownBy(() -> cache.put(0, new byte[4])).hasMessageContaining("3 bytes, not 4");
    }
    assertThatThrownBy(() -> ImageCache.in(directory, 0)).hasMessageContaining("at least 1");
  }

  private static byte[] image(int value) {
    byte[] image = new byte[LARGE];
    Arrays.fill(image, (byte) value);
    return image;
  }

  private Stream<Path> files() throws Exception {
    return Files.list(directory);
  }
}
