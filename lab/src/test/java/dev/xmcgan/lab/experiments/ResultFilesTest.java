package dev.xmcgan.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  @TempDir private Path folder;

  private record Settings(int steps, String from) {}

  @Test
  void whatWasFoundIsReadAgain() throws Exception {
    // given
    EvaluationReport report =
        new EvaluationReport(
            List.of(
                Score.of(new FeatureSource("net", "scenes", "bicubic").protocol("fid", 2, 2), 3)),
            List.of());
    ResultFiles.open(folder, new Settings(3, "starter")).save("one", report);

    // when
    ResultFiles again = ResultFiles.open(folder, new Settings(3, "starter"));

    // then
    assertThat(again.result("one")).contains(report);
    assertThat(again.result("two")).isEmpty();
  }

  @Test
  void folderOfOtherSettingsIsRefused() throws Exception {
    ResultFiles.open(folder, new Settings(3, "starter"));

    assertThatThrownBy(() -> ResultFiles.open(folder, new Settings(4, "starter")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("\"steps\" : 3")
        .hasMessageContaining("\"steps\" : 4");
  }

  @Test
  void brokenResultIsNamed() throws Exception {
    ResultFiles files = ResultFiles.open(folder, new Settings(3, "starter"));
    Files.writeString(folder.resolve("one.json"), "{\"generated\": [");

    assertThatThrownBy(() -> files.result("one"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("one.json is broken");
  }

  @Test
  void fileThatWasCutOffIsNoResult() throws Exception {
    ResultFiles files = ResultFiles.open(folder, new Settings(3, "starter"));
    Files.writeString(folder.resolve("one.json.new"), "{\"generated\": [");

    assertThat(files.result("one")).isEmpty();
  }
}
