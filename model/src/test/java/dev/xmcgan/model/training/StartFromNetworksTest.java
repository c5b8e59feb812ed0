package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that goes on from networks alone, without the state that they were saved beside. */
class StartFromNetworksTest {
  private static final TrainingConfig TRAINING = SmallPairs.training(8, 1);

  @TempDir private Path directory;

  @Test
  void networksSavedSoonAfterAStartFromTrainedOnesKeepTheirStatisticsToo() throws IOException {
    // given
    Path trained = create(20);

    // when
    Path soon = goOn(trained, 1);
    Path later = goOn(soon, 5);

    // then
    assertThat(statistics(soon)).isEqualTo(statistics(trained));
    assertThat(statistics(later)).isEqualTo(statistics(trained));
  }

  @Test
  void networksThatLearnedNothingYetFindTheirOwn() throws IOException {
    // given
    Path fresh = create(0);

    // then
    assertThat(statistics(goOn(fresh, 5))).isNotEqualTo(statistics(fresh));
  }

  private Path create(int steps) throws IOException {
    try (Trainer trainer =
        Trainer.create(
            SmallPairs.config(),
            TRAINING,
            FrozenEncoders.of(SmallPairs::encode),
            Device.cpu(),
            3)) {
      return saved(trainer, steps, "created");
    }
  }

  private Path goOn(Path from, int steps) throws IOException {
    try (Trainer trainer =
        Trainer.resume(from, TRAINING, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 3)) {
      return saved(trainer, steps, from.getFileName() + "-" + steps);
    }
  }

  private Path saved(Trainer trainer, int steps, String name) throws IOException {
    for (int step = 0; step < steps; step++) {
      trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step));
    }
    Path to = directory.resolve(name);
    trainer.saveNetworks(to, Precision.FLOAT32);
    return to;
  }

  private static List<String> statistics(Path checkpoint) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      return CheckpointFiles.readGenerator(checkpoint, SmallPairs.config(), manager)
          .statistics()
          .asMap()
          .entrySet()
          .stream()
          .map(each -> each.getKey() + Arrays.toString(each.getValue().toFloatArray()))
          .sorted()
          .toList();
    }
  }
}
