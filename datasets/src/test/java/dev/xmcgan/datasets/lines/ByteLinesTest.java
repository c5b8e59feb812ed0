package dev.xmcgan.datasets.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteLinesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyLineIsFoundWhereItBegins(long seed) throws IOException {
    // given: some lines longer than a block, some than the limit, the last without an end
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add("x".repeat(random.nextInt(8) == 0 ? random.nextInt(200_000) : random.nextInt(9)));
    }
    lines.add("end");
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    int longest = 150_000;

    // when, then
    int offset = 0;
    try (ByteLines reading = new ByteLines(new ByteArrayInputStream(bytes), longest)) {
      for (int i = 0; i < lines.size(); i++) {
        assertThat(reading.advance()).isTrue();
        assertThat(reading.number()).isEqualTo(i + 1);
        assertThat(reading.offset()).isEqualTo(offset);
        int length = lines.get(i).length();
        if (length > longest) {
          assertThat(reading.length()).isGreaterThan(longest);
        } else {
          assertThat(new String(reading.bytes(), 0, reading.length(), StandardCharsets.UTF_8))
              .isEqualTo(lines.get(i));
        }
        offset += length + 1;
      }
      assertThat(reading.advance()).isFalse();
    }
  }
}
