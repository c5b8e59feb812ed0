package dev.xmcgan.lab.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With networks and data as small as they may be. */
class DriftCommandTest {
  @TempDir private static Path shared;
  private static Path checkpoint;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    CommandRun run =
        CommandRun.of(
            ("train --width 2 --batch 4 --matching 4 --pairs 20 --steps 1 --threads 1 --out "
                    + shared)
                .split(" "));
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    checkpoint = shared.resolve("step-000001");
  }

  @Test
  void judgesBeforeAndAtEachPointAndGoesOnWhereItWasCutOff() throws IOException {
    // given
    CommandRun first = drift("--shares 0.25,1 --steps 2 --every 1");
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isEqualTo(ExitCode.OK);
    String table = Files.readString(folder.resolve("table.md"));
    Path lost = folder.resolve("share-1.0-step-2-new-shape.json");
    String expected = Files.readString(lost);
    Files.delete(lost);

    // when
    CommandRun second = drift("--shares 0.25,1 --steps 2 --every 1");

    // then
    assertThat(second.code()).isEqualTo(ExitCode.OK);
    assertThat(lost).hasContent(expected);
    assertThat(Files.readString(folder.resolve("table.md"))).isEqualTo(table);
    assertThat(second.out()).doesNotContain("share 0.25, to step").endsWith(table);
    assertThat(table.lines().filter(line -> line.startsWith("| ")))
        .hasSize(6)
        .anyMatch(line -> line.startsWith("| – | 0 |"))
        .anyMatch(line -> line.startsWith("| 0.25 | 2 |"))
        .anyMatch(line -> line.startsWith("| 1.0 | 2 |"));
  }

  @Test
  void impossibleValuesAreNamed() {
    assertThat(drift("--shares 0.5,2").err()).contains("2.0").hasLineCount(1);
    assertThat(drift(47, "").err()).contains("--pairs 47", "48").hasLineCount(1);
    assertThat(drift("--steps 3 --every 4").err()).contains("--every").hasLineCount(1);
  }

  private CommandRun drift(String more) {
    return drift(60, more);
  }

  private CommandRun drift(int pairs, String more) {
    String command =
        "drift --pairs %d --images 4 --from %s --out %s %s"
            .formatted(pairs, checkpoint, folder, more);
    return CommandRun.of(command.split(" "));
  }
}
