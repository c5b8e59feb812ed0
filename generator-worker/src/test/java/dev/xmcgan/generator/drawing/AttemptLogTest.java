package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.requests.RecordSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
  private static final RecordSource FIRST = source(1);
  private static final RecordSource SECOND = source(2);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("data").resolve("attempts");
  }

  @Test
  void whatWasDrawnToTheEndIsNoSuspect() {
    // given
    AttemptLog before = new AttemptLog(file);
    before.begin(List.of(FIRST, SECOND));
    before.end();

    // then
    assertThat(new AttemptLog(file).of(FIRST).suspect()).isFalse();
  }

  @Test
  void whatWasBeingDrawnWhenTheProcessDiedIsSuspectAndNotGuilty() {
    // given
    new AttemptLog(file).begin(List.of(FIRST, SECOND));

    // when
    AttemptLog after = new AttemptLog(file);

    // then
    assertThat(after.of(FIRST)).isEqualTo(new AttemptLog.Deaths(1, false));
    assertThat(after.of(SECOND).suspect()).isTrue();
    assertThat(after.of(SECOND).guilty()).isFalse();
    assertThat(after.of(source(3)).suspect()).isFalse();
  }

  @Test
  void whatDiesAloneTheSecondTimeIsGuiltyAndItsCompanyIsCleared() {
    // given
    new AttemptLog(file).begin(List.of(FIRST, SECOND));
    AttemptLog second = new AttemptLog(file);
    second.begin(List.of(FIRST));
    second.end();

    // when
    second.begin(List.of(SECOND));
    AttemptLog third = new AttemptLog(file);

    // then
    assertThat(third.of(FIRST).suspect()).isFalse();
    assertThat(third.of(SECOND)).isEqualTo(new AttemptLog.Deaths(2, true));
    assertThat(third.of(SECOND).guilty()).isTrue();
  }

  @Test
  void suspicionOutlivesAStartThatDrawsOthers() {
    // given
    new AttemptLog(file).begin(List.of(FIRST));
    AttemptLog second = new AttemptLog(file);
    second.begin(List.of(SECOND));
    second.end();

    // then
    assertThat(new AttemptLog(file).of(FIRST)).isEqualTo(new AttemptLog.Deaths(1, true));
  }

  @Test
  void whatWasWrittenBeforeIsThereUntilWhatFollowsIs() throws IOException {
    // given: a second name for what is there now
    AttemptLog log = new AttemptLog(file);
    log.begin(List.of(FIRST));
    String before = Files.readString(file);
    Path held = Files.createLink(directory.resolve("held"), file);

    // when
    log.begin(List.of(SECOND));

    // then: it was not written over
    assertThat(Files.readString(held)).isEqualTo(before);
    assertThat(new AttemptLog(file).of(SECOND).suspect()).isTrue();
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void damagedFileIsNoReasonNotToStart() throws IOException {
    // given
    Files.createDirectories(file.getParent());
    Files.writeString(file, "no such line\n");

    // then
    assertThat(new AttemptLog(file).of(FIRST).suspect()).isFalse();
  }

  private static RecordSource source(long offset) {
    return new RecordSource(new TopicPartition("caption-requests", 0), offset);
  }
}
