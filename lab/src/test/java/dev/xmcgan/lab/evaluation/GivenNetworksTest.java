package dev.xmcgan.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands that reproduce the paper's tables, dry: a few images in the data sets' own formats,
 * small TorchScript files for Inception, CLIP and the detector.
 */
class GivenNetworksTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Path GOLDEN = HOME.resolve("evaluation/src/test/resources/golden");
  private static final int IMAGES = 110;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"coco14", "ln-coco", "ln-openimages"})
  void everyMetricOfThePaperIsMeasured(String dataset) throws IOException {
    // given: captions written, and images drawn from them elsewhere
    List<String> pairs = new PaperDatasets(directory, IMAGES).options(dataset);
    Path captions = directory.resolve("captions.txt");
    CommandRun written =
        run(pairs, "--seed", "3", "--images", "200", "--captions-out", captions.toString());
    assertThat(written.err()).isEmpty();
    assertThat(written.out())
        .isEqualTo("%d captions of %s/val in %s%n".formatted(IMAGES, dataset, captions));
    Path drawn = draw(Files.readAllLines(captions));

    // when
    CommandRun evaluated = run(pairs, arguments(drawn, "3"));

    // then
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.code()).isZero();
    EvaluationReport report = EvaluationReport.read(evaluated.out());
    assertThat(report.generated())
        .extracting(score -> score.protocol().metric())
        .containsExactly("fid", "kid", "is", "r-precision", "soa-c", "soa-i");
    assertThat(report.real())
        .extracting(score -> score.protocol().metric())
        .containsExactly("is", "r-precision", "soa-c", "soa-i");
    Protocol fid = report.score("fid").map(Score::protocol).orElseThrow();
    assertThat(fid.referenceSet()).isEqualTo(dataset + "/val");
    assertThat(fid.images()).isEqualTo(IMAGES);
    assertThat(fid.network()).startsWith("torchscript:");
  }

  @Test
  void reportsAreComparedUnderOneProtocolOnly() throws IOException {
    // given
    List<String> pairs = new PaperDatasets(directory, IMAGES).options("coco14");
    Path drawn = draw(captions(pairs, "3"));
    Path report =
        Files.writeString(directory.resolve("a.json"), run(pairs, arguments(drawn, "3")).out());

    // when
    CommandRun same = run(pairs, arguments(drawn, "3", "--compare", report.toString()));
    Path other = draw(captions(pairs, "4"));
    CommandRun different = run(pairs, arguments(other, "4", "--compare", report.toString()));

    // then
    assertThat(same.code()).isZero();
    assertThat(same.err().lines().filter(line -> line.startsWith("fid")))
        .singleElement()
        .asString()
        .contains("+0.000");
    assertThat(different.code()).isEqualTo(ExitCode.FAILED);
    assertThat(different.err()).contains("scores cannot be compared").contains("seed");
  }

  @Test
  void imagesOfOtherCaptionsAreRefused() throws IOException {
    // given
    List<String> pairs = new PaperDatasets(directory, IMAGES).options("coco14");
    Path drawn = draw(captions(pairs, "3"));

    // when
    CommandRun evaluated = run(pairs, arguments(drawn, "4"));

    // then
    assertThat(evaluated.code()).isEqualTo(ExitCode.FAILED);
    assertThat(evaluated.err()).contains("was drawn from \"A dog and a cat").contains("--seed");
  }

  @Test
  void whatCannotBeMeasuredTakesNothingElseWithIt() throws IOException {
    // given: a detector of things that no caption names
    List<String> pairs = new PaperDatasets(directory, IMAGES).options("coco14");
    String[] arguments = arguments(draw(captions(pairs, "3")), "3");
    Files.write(
        directory.resolve("classes.tsv"),
        IntStream.range(0, 10).mapToObj("unicorn %1$d\tunicorn%1$d"::formatted).toList());

    // when
    CommandRun evaluated = run(pairs, arguments);

    // then
    assertThat(evaluated.code()).isEqualTo(ExitCode.FAILED);
    assertThat(evaluated.err()).contains("no caption names a class of the detector's list");
    assertThat(EvaluationReport.read(evaluated.out()).generated())
        .extracting(score -> score.protocol().metric())
        .contains("fid", "is", "r-precision")
        .doesNotContain("soa-c");
  }

  @Test
  void generatorDrawsForTheGivenNetworksToo() throws IOException {
    // given
    List<String> pairs = new PaperDatasets(directory, 6).options("coco14");

    // when
    CommandRun evaluated =
        run(
            pairs,
            "--threads",
            "1",
            "--inception",
            GOLDEN.resolve("tiny-encoder.pt").toString(),
            "--inception-size",
            "64");

    // then
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.out()).contains("fid").contains("kid").doesNotContain("judge");
  }

  @Test
  void optionsThatLackOthersAreNamed() {
    assertThat(CommandRun.of("evaluate", "--clip-image", "a.pt").err())
        .contains("--clip-image, --clip-text and --clip-tokenizer go together");
    assertThat(CommandRun.of("evaluate", "--detector", "a.pt").err())
        .contains("--detector and --detector-classes go together");
    assertThat(CommandRun.of("evaluate", "--inception", "nowhere.pt").err())
        .contains("there is no file nowhere.pt");
    assertThat(CommandRun.of("evaluate", "--dataset", "coco14").err())
        .contains("--dataset goes with the folder or the files");
    assertThat(CommandRun.of("evaluate", "--dataset", "coco15").code()).isEqualTo(ExitCode.USAGE);
  }

  private List<String> captions(List<String> pairs, String seed) throws IOException {
    Path file = directory.resolve("captions-" + seed + ".txt");
    run(pairs, "--seed", seed, "--captions-out", file.toString());
    return Files.readAllLines(file);
  }

  /** Files as {@code generate --captions} leaves them. */
  private Path draw(List<String> captions) throws IOException {
    Path folder = Files.createTempDirectory(directory, "drawn");
    for (int i = 0; i < captions.size(); i++) {
      int number = i;
      int[] pixels = IntStream.range(0, 64 * 64).map(p -> p * 77 * (number + 1)).toArray();
      RgbImage image = RgbImage.ofPacked(64, 64, pixels);
      Files.write(
          folder.resolve("%05d.png".formatted(i)),
          PngFile.encode(image, Map.of("caption", captions.get(i))));
    }
    return folder;
  }

  private String[] arguments(Path drawn, String seed, String... more) throws IOException {
    String encoder = GOLDEN.resolve("tiny-encoder.pt").toString();
    Path classes =
        Files.write(
            directory.resolve("classes.tsv"),
            IntStream.range(0, 10)
                .mapToObj(
                    i -> i == 0 ? "dog\tdog, dogs\thot dog" : "class %1$d\tclass%1$d".formatted(i))
                .toList());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--drawn",
                drawn.toString(),
                "--seed",
                seed,
                "--threads",
                "1",
                "--json",
                "--inception",
                encoder,
                "--inception-size",
                "64",
                "--inception-logits",
                "0",
                "--clip-image",
                encoder,
                "--clip-size",
                "64",
                "--clip-text",
                GOLDEN.resolve("tiny-caption.pt").toString(),
                "--clip-tokenizer",
                HOME.resolve("model/target/text-encoder/all-MiniLM-L6-v2/tokenizer.json")
                    .toString(),
                "--clip-tokens",
                "20"));
    arguments.addAll(
        List.of("--detector", encoder, "--detector-size", "64", "--detector-threshold", "0.01"));
    arguments.addAll(List.of("--detector-classes", classes.toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static CommandRun run(List<String> pairs, String... more) {
    List<String> all = new ArrayList<>(List.of("evaluate"));
    all.addAll(pairs);
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
