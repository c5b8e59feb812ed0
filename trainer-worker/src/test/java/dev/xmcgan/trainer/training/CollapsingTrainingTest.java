package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.model.training.StepMetrics;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.trainer.alerts.AlertDetector;
import dev.xmcgan.trainer.alerts.AlertThresholds;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.XmcGan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Alerts are raised by training that really goes wrong, and not by training that does not. */
class CollapsingTrainingTest {
  private static final int BATCH = 4;
  private static final int STEPS = 60;
  private static final double USUAL = 5e-4;

  /** Far beyond what any generator survives: its colours are driven to the ends of their range. */
  private static final double RUINOUS = 0.5;

  @Test
  void aGeneratorThatCollapsesRaisesConstantImages() throws Exception {
    assertThat(alerts(RUINOUS)).contains(TrainingAlert.CONSTANT_IMAGES);
  }

  @Test
  void usualTrainingRaisesNothing() throws Exception {
    assertThat(alerts(USUAL)).isEmpty();
  }

  /** Raised after a quarter of the usual steps, so that a quarter of the training tells. */
  private static AlertThresholds thresholds() {
    AlertThresholds usual = AlertThresholds.defaults();
    return new AlertThresholds(
        usual.tooStrong(),
        usual.guessing(),
        usual.pinnedSteps() / 4,
        usual.constantSpread(),
        usual.constantSteps() / 4,
        usual.skips(),
        usual.skipSteps() / 4);
  }

  /** All that were raised while a tiny model trained. */
  private static Set<TrainingAlert> alerts(double generatorRate) throws Exception {
    var training = new TrainingConfig(BATCH, generatorRate, 8e-4, 1, 0.999, true, 1);
    var detector = new AlertDetector(thresholds());
    Set<TrainingAlert> raised = EnumSet.noneOf(TrainingAlert.class);
    try (XmcGan learners =
            new XmcGan(TinyModel.CONFIG, training, TinyModel.encoder(), Device.cpu(), 3);
        Learner learner = learners.create()) {
      double spread = 1;
      for (int step = 0; step < STEPS; step++) {
        StepMetrics measured = learner.step(examples(step, learner.examplesPerStep()));
        spread = measured.scalars().get("fake_spread");
        raised.addAll(detector.observe(learner.stepCount(), 1, measured.scalars(), 0));
      }
      System.out.printf(
          "generator's learning rate %s: images differ by %.4f, alerts %s%n",
          generatorRate, spread, raised);
    }
    return raised;
  }

  private static List<TrainingExample> examples(int step, int count) {
    int edge = TinyModel.CONFIG.imageSize();
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[edge * edge * 3];
      new SplittableRandom(step * 100L + i).nextBytes(rgb);
      examples.add(new TrainingExample(rgb, "a bird " + i));
    }
    return examples;
  }
}
