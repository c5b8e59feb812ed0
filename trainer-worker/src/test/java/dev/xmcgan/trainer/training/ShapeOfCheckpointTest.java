package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.learning.Learner;
import dev.xmcgan.trainer.learning.XmcGan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeOfCheckpointTest {
  @TempDir private Path directory;

  @Test
  void aResumedModelIsTrainedAsItsOwnShapeAndNotAsThePreset() throws Exception {
    // given: a tiny model, and a trainer whose preset is another
    Function<ModelConfig, TrainingConfig> trainings =
        model ->
            new TrainingConfig(
                model.equals(TinyModel.CONFIG) ? 4 : 64, 5e-4, 8e-4, 1, 0.999, true, 8);
    TextEncoder encoder = TinyModel.encoder();
    try (XmcGan preset =
        new XmcGan(ModelConfig.starter64(), trainings, encoder, List.of(), Device.cpu(), 3)) {
      XmcGan tiny = new XmcGan(TinyModel.CONFIG, trainings, encoder, List.of(), Device.cpu(), 3);
      try (Learner learner = tiny.create()) {
        learner.save(directory, Precision.FLOAT32);
      }

      // when
      try (Learner resumed = preset.resume(manifest(encoder), directory, 1)) {
        // then
        assertThat(resumed.config()).isEqualTo(TinyModel.CONFIG);
        assertThat(resumed.examplesPerStep()).isEqualTo(4);
      }
    }
  }

  private static Checkpoint manifest(TextEncoder encoder) {
    return Checkpoint.newBuilder()
        .setCheckpointId("tiny")
        .setTrainerId("one")
        .setStep(0)
        .setPairsSeen(0)
        .setModelConfig(TinyModel.CONFIG.toJson())
        .setTextEncoder(encoder.id())
        .setFiles(List.of())
        .setCreatedAt(Instant.EPOCH)
        .build();
  }
}
