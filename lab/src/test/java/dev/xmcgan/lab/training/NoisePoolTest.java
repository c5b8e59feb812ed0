package dev.xmcgan.lab.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.NoiseScenes;
import dev.xmcgan.datasets.scenes.NoiseScenes.Open;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.scenes.Aspect;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.evaluation.scenes.Verdicts;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.model.training.TrainingExample;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Scenes whose open choices the noise makes, as the judge sees them. */
class NoisePoolTest {
  private static final int PAIRS = 96;
  private static final int NOISE = 128;

  private final List<TrainingExample> examples =
      SceneBatches.of(ScenePool.drawFromNoise(PAIRS, 5, 0.5, 64, NOISE), 5, HardNegatives.none())
          .batch(0, PAIRS);

  @Test
  void captionsAreTrueAndNoiseTellsTheRest() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      CaptionReader reader = new CaptionReader(judge.vocabulary());
      Verdicts verdicts = new Verdicts();
      int open = 0;
      int told = 0;
      for (TrainingExample example : examples) {
        SceneReading seen =
            judge.judge(List.of(RgbImage.square(64, example.rgb()))).get(0).reading();
        CaptionClaims claims = reader.read(example.caption());
        verdicts.add(claims, seen);
        if (claims.background().isEmpty()) {
          open++;
          told += seen.background().best().equals(background(example).word()) ? 1 : 0;
        }
      }

      // then
      Verdicts.Tally everything = verdicts.of(Aspect.EVERYTHING);
      assertThat(everything.right()).isGreaterThanOrEqualTo(everything.asked() * 95 / 100);
      assertThat(open).isGreaterThan(PAIRS / 3);
      assertThat(told).isGreaterThanOrEqualTo(open * 95 / 100);
    }
  }

  @Test
  void mostAreJudgedByACaptionThatSaysAllOfThem() throws IOException {
    List<TrainingExample> full = examples.stream().filter(e -> e.full().isPresent()).toList();
    try (NDManager manager = NDManager.newBaseManager();
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      CaptionReader reader = new CaptionReader(judge.vocabulary());
      Verdicts verdicts = new Verdicts();
      for (TrainingExample example : full) {
        CaptionClaims claims = reader.read(example.full().get());
        assertThat(claims.background()).isPresent();
        assertThat(claims.objects()).allMatch(object -> object.size().isPresent());
        assertThat(claims.relation().isPresent()).isEqualTo(claims.objects().size() == 2);
        RgbImage image = RgbImage.square(64, example.rgb());
        verdicts.add(claims, judge.judge(List.of(image)).get(0).reading());
      }

      // then
      assertThat(full).hasSizeGreaterThan(PAIRS / 2);
      Verdicts.Tally everything = verdicts.of(Aspect.EVERYTHING);
      assertThat(everything.right()).isGreaterThanOrEqualTo(everything.asked() * 95 / 100);
    }
  }

  @Test
  void eachIsARealImageBesideItsNoise() {
    assertThat(examples).allMatch(each -> each.seed().isPresent() && !each.drawn());
    assertThat(examples.stream().map(each -> each.seed().getAsLong()).distinct()).hasSize(PAIRS);
  }

  /** What that noise chooses of any scene. */
  private static Background background(TrainingExample example) {
    float[] noise = Seeds.noise(example.seed().getAsLong(), NOISE, OptionalDouble.empty());
    return NoiseScenes.of(
            new SceneSampler(1, Split.TRAIN, Drift.none()).scene(0),
            new Open(true, true, true),
            noise)
        .background();
  }
}
