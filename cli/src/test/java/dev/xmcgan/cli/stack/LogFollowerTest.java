package dev.xmcgan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {
  @TempDir private Path folder;
  private final StringWriter printed = new StringWriter();
  private Path log;
  private LogFollower follower;

  @BeforeEach
  void begin() throws Exception {
    log = Files.writeString(folder.resolve("a.log"), "old\n");
    follower = new LogFollower(log, "a | ");
  }

  @Test
  void printsWholeNewLinesOnly() throws Exception {
    append("one\ntw");
    print();
    assertThat(printed.toString().lines()).containsExactly("a | one");

    append("o\n");
    print();
    assertThat(printed.toString().lines()).containsExactly("a | one", "a | two");
  }

  @Test
  void beginsAnewWhenTheLogWasPutAway() throws Exception {
    append("one\n");
    print();
    Files.writeString(log, "new\n");
    print();

    assertThat(printed.toString().lines()).containsExactly("a | one", "a | new");
  }

  private void append(String text) throws Exception {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  private void print() throws Exception {
    follower.printNew(new PrintWriter(printed));
  }
}
