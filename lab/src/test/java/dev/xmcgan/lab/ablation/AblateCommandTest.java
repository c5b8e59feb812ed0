package dev.xmcgan.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With networks and data as small as they may be. */
class AblateCommandTest {
  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void chooseFolder() {
    out = folder.resolve("ablation");
  }

  @Test
  void whatWasCutOffIsDoneAgainAndWhatIsFinishedIsNot() throws IOException {
    // given
    CommandRun first = ablate("--variants", "none,all-plain", "--seeds", "2");
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isEqualTo(ExitCode.OK);
    String table = Files.readString(out.resolve("table.md"));
    Path finished = out.resolve("none-seed-1.json");
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(finished, longAgo);
    Path cutOff = out.resolve("all-plain-seed-2.json");
    String expected = Files.readString(cutOff);
    Files.delete(cutOff);
    delete(out.resolve("all-plain-seed-2"));
    Path trained = out.resolve("none-seed-2.json");
    Files.delete(trained);

    // when
    CommandRun second = ablate("--variants", "none,all-plain", "--seeds", "2");

    // then
    assertThat(second.code()).isEqualTo(ExitCode.OK);
    assertThat(cutOff).hasContent(expected);
    assertThat(EvaluationReport.read(Files.readString(trained)).score("soa-c")).isPresent();
    assertThat(Files.getLastModifiedTime(finished)).isEqualTo(longAgo);
    assertThat(Files.readString(out.resolve("table.md"))).isEqualTo(table);
    assertThat(second.out()).endsWith(table).contains("| none | 2 |", "| all-plain | 2 |");
    assertThat(out.resolve("table.json")).content().contains("\"fid\"", "\"judge-shape\"");
  }

  @Test
  void runsOfOtherSettingsAreNotMixedIn() {
    // given
    ablate("--variants", "image", "--seeds", "1");

    // when
    CommandRun other = ablate("--variants", "image", "--seeds", "1", "--steps", "3");

    // then
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("\"steps\" : 2", "\"steps\" : 3").hasLineCount(1);
  }

  @Test
  void impossibleValuesAreNamed() {
    assertThat(ablate("--variants", "sentences").err()).contains("sentences").hasLineCount(1);
    assertThat(ablate("--seeds", "0").err()).contains("--seeds");
    assertThat(ablate("--batch", "1").err()).contains("batchSize");
    assertThat(ablate("--pairs", "3").err()).contains("--pairs 3");
    assertThat(ablate("--width", "0").err()).contains("generatorWidth");
  }

  /** Options that are given again take the place of the small ones. */
  private CommandRun ablate(String... more) {
    Stream<String> command = Stream.of("ablate", "--out", out.toString());
    return CommandRun.of(
        Stream.of(command, defaults(more), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static Stream<String> defaults(String... more) {
    return Stream.of("--steps 2", "--batch 4", "--width 2", "--pairs 20", "--images 4")
        .map(option -> option.split(" "))
        .filter(option -> Stream.of(more).noneMatch(option[0]::equals))
        .flatMap(Stream::of);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}
