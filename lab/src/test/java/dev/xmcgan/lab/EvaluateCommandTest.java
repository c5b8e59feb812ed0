package dev.xmcgan.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the shipped weights, on a few images. */
class EvaluateCommandTest {
  /** A picture that is there in every checkout. */
  private static final Path PICTURE =
      Path.of(System.getProperty("xmcgan.home"), "docs/images/samples.png");

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @TempDir private Path folder;

  @Test
  void theStarterIsJudgedBesideTheRealImages() {
    // when
    int code =
        execute(
            "--images", "12", "--open-captions", "2", "--seed", "5", "--threads", "1", "--json");

    // then
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    EvaluationReport report = EvaluationReport.read(out.toString());
    assertThat(report.realScore("judge-background").map(Score::value)).contains(1.0);
    assertThat(report.score("judge-background").orElseThrow().value()).isGreaterThan(0.7);
    assertThat(report.score("kid")).isPresent();
    assertThat(report.score("grid-2")).isPresent();
    // 32 images of two captions
    assertThat(report.score("open-background-modal").orElseThrow().protocol().images())
        .isEqualTo(32);
    assertThat(report.realScore("open-background-modal").orElseThrow().value()).isLessThan(0.7);
  }

  @Test
  void theSameSeedGivesTheSameReport() {
    // when
    execute("--images", "4", "--open-captions", "1", "--seed", "6", "--threads", "1", "--json");
    String first = out.toString();
    out.setLength(0);
    execute("--images", "4", "--open-captions", "1", "--seed", "6", "--threads", "1", "--json");

    // then
    assertThat(out.toString()).isEqualTo(first);
    out.setLength(0);
    execute(
        "--images",
        "4",
        "--open-captions",
        "1",
        "--seed",
        "6",
        "--threads",
        "1",
        "--json",
        "--words",
        "UNSEEN");
    assertThat(out.toString()).as("captions in other words").isNotEqualTo(first);
    assertThat(EvaluationReport.read(out.toString()).score("judge-everything")).isPresent();
  }

  @Test
  void captionsOfNoSceneAreQuoted() throws IOException {
    // given
    byte[] image = Files.readAllBytes(PICTURE);
    for (String name : new String[] {"one", "two"}) {
      Files.write(folder.resolve(name + ".png"), image);
      Files.writeString(folder.resolve(name + ".txt"), "a cat on a mat\n");
    }

    // when
    int code = execute("--pairs", folder.toString(), "--threads", "1");

    // then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("a cat on a mat").hasLineCount(1);
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThat(execute("--pairs", folder.resolve("nowhere").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere");
  }

  private int execute(String... arguments) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(Stream.of("evaluate"), Stream.of(arguments)).toArray(String[]::new));
    out.append(run.out());
    err.append(run.err());
    return run.code();
  }
}
