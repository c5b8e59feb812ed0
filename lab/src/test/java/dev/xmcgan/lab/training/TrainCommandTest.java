package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.lab.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With networks and data as small as they may be. */
class TrainCommandTest {
  private static final String SMALL =
      "train --width 2 --batch 4 --matching 4 --threads 1 --seed 3 ";

  @TempDir private Path folder;

  @Test
  void whatWasTrainedIsJudgedOnPairsOfAFolder() throws IOException {
    // given
    Path out = folder.resolve("out");
    assertThat(run(SMALL + "--pairs 20 --steps 2 --out " + out).code()).isEqualTo(ExitCode.OK);
    Path pairs = Files.createDirectories(folder.resolve("pairs"));
    ScenePairs scenes = new ScenePairs(SceneOptions.training(9, 4).withSplit(Split.VALIDATION));
    for (int i = 0; i < 4; i++) {
      Files.write(pairs.resolve(i + ".png"), scenes.pair(i).image());
      Files.write(pairs.resolve(i + ".txt"), List.of(scenes.pair(i).captions().get(0)));
    }

    // when
    CommandRun evaluation =
        run("evaluate --json --threads 1 --generator %s --pairs %s".formatted(out, pairs));

    // then
    assertThat(evaluation.err()).isEmpty();
    assertThat(evaluation.code()).isEqualTo(ExitCode.OK);
    EvaluationReport report = EvaluationReport.read(evaluation.out());
    assertThat(report.score("fid").orElseThrow().protocol().images()).isEqualTo(4);
    assertThat(report.realScore("judge-colour").orElseThrow().value()).isEqualTo(1);
  }

  @Test
  void aGeneratorAloneLearnsScenesWhoseNoiseIsKnownAndNoDataSet() throws IOException {
    String alone =
        SMALL.replace("--matching 4", "--matching 0")
            + "--losses none --discriminator-steps 0 --assignment 100 --pairs 20 --steps 2 --out "
            + folder.resolve("out");

    // when
    CommandRun scenes = run(alone + " --report-every 1");
    CommandRun others = run(alone + "-2 --dataset folder " + folder);
    CommandRun nothing = run(alone.replace("--assignment 100", "--assignment 0") + "-3");

    // then
    assertThat(scenes.code()).as(scenes.err()).isEqualTo(ExitCode.OK);
    assertThat(scenes.out()).contains("assignment_loss").doesNotContain("d_loss");
    assertThat(others.code()).isEqualTo(ExitCode.USAGE);
    assertThat(others.err()).contains("--assignment is of drawn scenes");
    assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nothing.err()).contains("discriminatorSteps must be above 0");
  }

  @Test
  void aDataSetIsLearnedAndJudgedThroughTheReadersOfImports() throws IOException {
    // given: as Hugging Face has it, one image of it broken
    Path pairs = Files.createDirectories(folder.resolve("pairs"));
    ScenePairs scenes = new ScenePairs(SceneOptions.training(9, 20));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      Files.write(pairs.resolve(i + ".png"), scenes.pair(i).image());
      lines.append(
          "{\"file_name\": \"%d.png\", \"text\": \"%s\"}%n"
              .formatted(i, scenes.pair(i).captions().get(0)));
    }
    Files.writeString(pairs.resolve("metadata.jsonl"), lines);
    Path out = folder.resolve("out");

    // when
    CommandRun learned =
        run(SMALL + "--dataset folder --steps 2 --out %s %s".formatted(out, pairs));
    CommandRun judged =
        run(
            "evaluate --json --threads 1 --images 4 --generator %s --dataset folder %s"
                .formatted(out, pairs));
    Files.write(pairs.resolve("3.png"), new byte[] {1});
    CommandRun strict =
        run("evaluate --threads 1 --generator %s --dataset folder %s".formatted(out, pairs));
    CommandRun lenient =
        run(SMALL + "--pairs 12 --dataset folder --steps 2 --out %s-2 %s".formatted(out, pairs));

    // then
    assertThat(learned.code()).as(learned.err()).isEqualTo(ExitCode.OK);
    assertThat(learned.out()).contains(", 20 pairs, ");
    assertThat(judged.code()).as(judged.err()).isEqualTo(ExitCode.OK);
    assertThat(EvaluationReport.read(judged.out()).score("fid").orElseThrow().protocol())
        .extracting(protocol -> protocol.referenceSet())
        .isEqualTo("folder:pairs");
    assertThat(strict.code()).isEqualTo(ExitCode.FAILED);
    assertThat(strict.err()).contains("3.png").hasLineCount(1);
    assertThat(lenient.out()).contains("left out: {unsupported format (png)=1}");
    assertThat(run(SMALL + "--steps 1 --out x " + pairs).code()).isEqualTo(ExitCode.USAGE);
    assertThat(run(SMALL + "--dataset folder --steps 1 --out x").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void endsWhenItsMinutesAreOver() {
    // when
    long started = System.nanoTime();
    CommandRun run = run(SMALL + "--pairs 20 --minutes 0.02 --out " + folder);

    // then: starting up and saving take time too, but not the half hour of the default
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(5));
    assertThat(folder).isDirectoryContaining("glob:**/step-*");
  }

  @Test
  void whatIsAskedOfVarietyAndTextureGoesOnExactlyAfterAStop() throws IOException {
    // given
    String variety =
        "train --batch 4 --matching 4 --threads 1 --seed 3 --pairs 20 --energy 20"
            + " --mask-true-captions ";
    String fresh = variety + "--width 2 ";
    CommandRun unbroken = run(fresh + "--steps 2 --report-every 1 --out " + folder + "/one");
    run(fresh + "--steps 1 --out " + folder + "/other");

    // when
    run(variety + "--steps 2 --resume %1$s/other --out %1$s/other".formatted(folder));

    // then
    assertThat(unbroken.out()).contains("energy_score");
    Path one = folder.resolve("one/step-000002");
    Path other = folder.resolve("other/step-000002");
    assertThat(other.resolve("generator.safetensors"))
        .hasSameBinaryContentAs(one.resolve("generator.safetensors"));
    assertThat(other.resolve("captions.txt"))
        .hasSameTextualContentAs(one.resolve("captions.txt"))
        .content()
        .startsWith("seen ")
        .contains("star");
    assertThat(Files.readString(other.resolve("config.json")))
        .contains("SMOOTH", "\"pixelNoise\": true");
    String more = variety + "--steps 3 --resume %1$s/other --out %1$s/other ".formatted(folder);
    for (String shape : List.of("--upsampling SMOOTH", "--pixel-noise true")) {
      CommandRun refused = run(more + shape);
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("--upsampling", "--pixel-noise");
    }
  }

  @Test
  void aPretrainedImageEncoderIsOneMoreTerm() throws IOException {
    // given
    Path golden = Path.of("model/src/test/resources/golden/tiny-encoder.pt");
    Path encoder = folder.resolve("encoder.pt");
    Files.copy(Path.of(System.getProperty("xmcgan.home")).resolve(golden), encoder);
    String command = SMALL + "--pairs 20 --steps 1 --report-every 1 --out " + folder;

    // when
    CommandRun without = run(command + "/one");
    CommandRun with = run(command + "/other --image-encoder " + encoder);
    CommandRun unknown = run(command + "/third --image-encoder none.pt");

    // then
    assertThat(without.out()).doesNotContain("pretrained_image_loss");
    assertThat(with.out()).contains("pretrained_image_loss");
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("--image-encoder none.pt: no such file").hasLineCount(1);
  }

  @Test
  void sameSeedGivesTheSameWeights() throws IOException {
    // when
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    run(SMALL + "--pairs 20 --steps 2 --out " + one);
    run(SMALL + "--pairs 20 --steps 2 --out " + other);

    // then
    String weights = "step-000002/generator.safetensors";
    assertThat(one.resolve(weights)).hasSameBinaryContentAs(other.resolve(weights));
  }

  @Test
  void falseCaptionsMakeADifference() throws IOException {
    // when
    Path with = folder.resolve("with");
    Path without = folder.resolve("without");
    CommandRun first = run(SMALL + "--pairs 20 --steps 2 --false-captions true --out " + with);
    CommandRun second = run(SMALL + "--pairs 20 --steps 2 --out " + without);

    // then
    assertThat(first.out()).contains("falseCaptions=true");
    assertThat(second.out()).contains("falseCaptions=false");
    assertThat(Files.readAllBytes(with.resolve("step-000002/generator.safetensors")))
        .isNotEqualTo(Files.readAllBytes(without.resolve("step-000002/generator.safetensors")));
  }

  @Test
  void theAveragesDecayChangesWhatDrawsAndNotWhatJudges() throws IOException {
    // when
    Path usual = folder.resolve("usual");
    Path quick = folder.resolve("quick");
    run(SMALL + "--pairs 20 --steps 2 --out " + usual);
    run(SMALL + "--pairs 20 --steps 2 --ema-decay 0 --out " + quick);
    CommandRun never = run(SMALL + "--pairs 20 --ema-decay 1 --out " + folder);

    // then
    assertThat(quick.resolve("step-000002/discriminator.safetensors"))
        .hasSameBinaryContentAs(usual.resolve("step-000002/discriminator.safetensors"));
    assertThat(Files.readAllBytes(quick.resolve("step-000002/generator.safetensors")))
        .isNotEqualTo(Files.readAllBytes(usual.resolve("step-000002/generator.safetensors")));
    assertThat(never.code()).isEqualTo(ExitCode.USAGE);
    assertThat(never.err()).contains("emaDecay must be in [0,1), not 1").hasLineCount(1);
  }

  @Test
  void fewerPairsThanABatchTakesAreRefused() {
    CommandRun run = run(SMALL + "--pairs 3 --out " + folder);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--pairs 3").hasLineCount(1);
  }

  private static CommandRun run(String command) {
    return CommandRun.of(command.split(" "));
  }
}
