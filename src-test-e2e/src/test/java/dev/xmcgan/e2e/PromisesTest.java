package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises of ARCHITECTURE.md are those that tests bear. */
class PromisesTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Pattern ROW =
      Pattern.compile("^\\| `(promise-\\d+)` \\|", Pattern.MULTILINE);
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"(promise-\\d+)\"\\)");

  @Test
  void everyPromiseIsHeldByTestsAndTestsHoldNoOther() throws IOException {
    // given
    List<String> promises = found(ROW, HOME.resolve("ARCHITECTURE.md")).toList();

    // when
    TreeSet<String> held = new TreeSet<>();
    try (Stream<Path> files = Files.walk(HOME, 12)) {
      files
          .filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
          .forEach(file -> found(TAG, file).forEach(held::add));
    }

    // then
    assertThat(promises).isNotEmpty().containsExactlyElementsOf(held);
  }

  private static Stream<String> found(Pattern pattern, Path file) {
    try {
      return pattern.matcher(Files.readString(file)).results().map(match -> match.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
