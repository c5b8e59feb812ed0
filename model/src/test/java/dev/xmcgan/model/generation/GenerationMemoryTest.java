package dev.xmcgan.model.generation;

import static dev.xmcgan.model.generation.TestRequests.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Drawing leaves nothing behind, in native arrays or in the process. */
class GenerationMemoryTest {
  @RegisterExtension static final UntrainedModels MODELS = new UntrainedModels();

  @Test
  void batchesLeaveNoNativeArraysBehind() throws IOException {
    // given
    try (ImageGenerator generator = MODELS.small(2)) {
      Random random = new Random(2);
      generator.warmUp(16);
      generator.generateAttended(List.of(request(random)));
      int arrays = generator.nativeArrays();

      for (int batch = 1; batch <= 16; batch++) {
        List<ImageRequest> requests = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
          requests.add(request(random));
        }

        // when
        generator.generate(requests);
        generator.generateAttended(requests);

        // then
        assertThat(generator.nativeArrays()).as("after batches of %d", batch).isEqualTo(arrays);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsItsMemoryFlatOverBatchesAndSwaps() throws IOException {
    // given
    Path checkpoint = MODELS.write("flat", ModelConfig.starter64(), 3);
    List<ImageRequest> requests =
        Collections.nCopies(4, new ImageRequest("a ring", 1, OptionalDouble.empty()));
    long warm = 0;

    // when
    for (int swap = 0; swap < 12; swap++) {
      try (ImageGenerator generator = MODELS.load(checkpoint)) {
        for (int batch = 0; batch < 8; batch++) {
          generator.generate(requests);
        }
      }
      if (swap == 3) {
        warm = residentBytes();
      }
    }

    // then
    long grown = (residentBytes() - warm) >> 20;
    System.out.printf("resident memory grew by %d MiB over 8 swaps and 64 batches%n", grown);
    // one kept generator alone is more than 8 · 25 MiB, one kept map of each pass 64 · 1 MiB
    assertThat(grown).isLessThan(60);
  }

  private static long residentBytes() throws IOException {
    System.gc();
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(pages[1]) * 4096;
  }
}
