package dev.xmcgan.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogTailTest {
  @TempDir private Path folder;

  @Test
  void givesTheLastLinesInOrder() throws Exception {
    Path log = folder.resolve("a.log");
    Files.write(log, IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList());

    assertThat(ServiceLogTail.lines(log, 3))
        .containsExactly("line 19997", "line 19998", "line 19999");
  }

  @Test
  void isEmptyWithoutAFile() throws Exception {
    assertThat(ServiceLogTail.lines(folder.resolve("none.log"), 3)).isEmpty();
  }

  @Test
  void leavesStackFramesOut() throws Exception {
    Path log = folder.resolve("a.log");
    Files.write(
        log,
        List.of(
            "INFO fine",
            "ERROR broken",
            "java.lang.IllegalStateException: no disk",
            "\tat a.B.c(B.java:1)",
            "\t... 6 more",
            ""));

    assertThat(ServiceLogTail.tellingLines(log, 2))
        .containsExactly("ERROR broken", "java.lang.IllegalStateException: no disk");
  }
}
