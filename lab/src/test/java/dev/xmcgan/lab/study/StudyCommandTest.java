package dev.xmcgan.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.ScoreJson;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyCommandTest {
  private static final int CAPTIONS = 8;

  @TempDir private Path directory;
  private Path captions;
  private Path study;

  @BeforeEach
  void drawImages() throws IOException {
    captions =
        Files.write(
            directory.resolve("captions.txt"),
            IntStream.range(0, CAPTIONS).mapToObj(i -> "caption " + i).toList());
    study = directory.resolve("study");
    for (String system : List.of("ours", "theirs")) {
      Path folder = Files.createDirectory(directory.resolve(system));
      for (int i = 0; i < CAPTIONS; i++) {
        Files.writeString(folder.resolve("%05d.png".formatted(i)), system + " " + i);
      }
    }
  }

  @Test
  void whatRatersPreferIsFoundInTheirSheets() throws IOException {
    // given
    CommandRun made = make("--items", "6", "--raters", "2");
    assertThat(made.err()).isEmpty();
    assertThat(made.code()).isZero();
    List<String> key = Files.readAllLines(study.resolve("key.csv"));

    // when: both raters put ours first, wherever it stands
    List<String> sheets = new ArrayList<>();
    for (String rater : List.of("1", "2")) {
      List<String> answers = new ArrayList<>(List.of(key.get(0)));
      key.stream()
          .filter(line -> line.startsWith(rater + ","))
          .forEach(
              line ->
                  answers.add(line.replace("ours", "1").replace("theirs", "2").replace("t1", "2")));
      sheets.add(Files.write(directory.resolve("rater-" + rater + ".csv"), answers).toString());
    }
    CommandRun analysed =
        CommandRun.of(
            "study",
            "analyse",
            "--json",
            "--key",
            study.resolve("key.csv").toString(),
            sheets.get(0),
            sheets.get(1));

    // then
    assertThat(analysed.err()).isEmpty();
    List<Score> scores = ScoreJson.read(analysed.out());
    assertThat(scores)
        .extracting(score -> score.protocol().parameters().get("system"), Score::value)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ours", 1.0),
            org.assertj.core.groups.Tuple.tuple("ours", 1.0),
            org.assertj.core.groups.Tuple.tuple("theirs", 0.0),
            org.assertj.core.groups.Tuple.tuple("theirs", 2.0));
    assertThat(
            CommandRun.of(
                    "study", "analyse", "--key", study.resolve("key.csv").toString(), sheets.get(0))
                .out())
        .contains("ours")
        .contains("1.000 (1.000 to 1.000)");
  }

  @Test
  void imageThatIsMissingIsNamed() throws IOException {
    // given
    Files.delete(directory.resolve("theirs/00003.png"));

    // when
    CommandRun made = make("--items", "8", "--raters", "1");

    // then
    assertThat(made.code()).isEqualTo(ExitCode.USAGE);
    assertThat(made.err()).contains("item 00003 has no image of theirs");
  }

  private CommandRun make(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "study",
                "make",
                "--captions",
                captions.toString(),
                "--system",
                "ours=" + directory.resolve("ours"),
                "--system",
                "theirs=" + directory.resolve("theirs"),
                "-o",
                study.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
