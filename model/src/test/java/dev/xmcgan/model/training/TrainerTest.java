package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.checkpoint.GeneratorWeights;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.GeneratorOutput;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.state.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private static final List<String> FILES =
      List.of(
          CheckpointFiles.CONFIG,
          CheckpointFiles.GENERATOR,
          CheckpointFiles.DISCRIMINATOR,
          CheckpointFiles.TRAINER);

  @TempDir static Path shared;
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, 0, 4", "2, 0, 2", "2, 6, 4"})
  void aResumedTrainerEqualsOneThatNeverStopped(int discriminatorSteps, int matching, int group)
      throws IOException {
    // given
    TrainingConfig training =
        SmallPairs.training(4, discriminatorSteps).withMatching(matching).withGroups(group);
    try (Trainer unbroken = create(training)) {
      run(unbroken, 0, 6);
      unbroken.save(directory.resolve("unbroken"));
    }

    // when
    try (Trainer first = create(training)) {
      run(first, 0, 3);
      first.save(directory.resolve("half"));
    }
    try (Trainer second = resume(directory.resolve("half"), training)) {
      assertThat(second.stepCount()).isEqualTo(3);
      run(second, 3, 6);
      second.save(directory.resolve("resumed"));

      // then
      assertThat(second.pairsSeen()).isEqualTo(6L * (matching + 4 * discriminatorSteps));
    }
    assertSameFiles(directory.resolve("resumed"), directory.resolve("unbroken"));
  }

  @Test
  void aTrainerThatGoesOnAndSavesAtOnceSavesWhatItRead() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, 1);
    try (Trainer first = create(training)) {
      run(first, 0, 3);
      first.save(directory.resolve("first"));
    }

    // when
    try (Trainer second = resume(directory.resolve("first"), training)) {
      second.save(directory.resolve("at-once"));
      run(second, 3, 4);
      second.save(directory.resolve("later"));
    }
    try (Trainer unbroken = create(training)) {
      run(unbroken, 0, 4);
      unbroken.save(directory.resolve("unbroken"));
    }

    // then: the running statistics, too, which come from captions of before
    assertSameFiles(directory.resolve("at-once"), directory.resolve("first"));
    assertSameFiles(directory.resolve("later"), directory.resolve("unbroken"));
  }

  @Test
  void savingDoesNotChangeTraining() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, 1);

    // when
    try (Trainer quiet = create(training);
        Trainer saving = create(training)) {
      for (int step = 0; step < 3; step++) {
        run(quiet, step, step + 1);
        run(saving, step, step + 1);
        saving.save(directory.resolve("often"));
      }
      quiet.save(directory.resolve("once"));
    }

    // then
    assertSameFiles(directory.resolve("often"), directory.resolve("once"));
  }

  @Test
  void withoutTrainerFileItStartsFromTheSavedNetworks() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, 1);
    Path saved = directory.resolve("saved");
    try (Trainer trainer = create(training)) {
      run(trainer, 0, 4);
      trainer.save(saved);
    }
    Files.delete(saved.resolve(CheckpointFiles.TRAINER));

    // when
    Path again = directory.resolve("again");
    try (Trainer trainer = resume(saved, training)) {
      trainer.save(again);

      // then
      assertThat(trainer.stepCount()).isZero();
      assertSameTensors(saved, again, CheckpointFiles.GENERATOR);
      assertSameTensors(saved, again, CheckpointFiles.DISCRIMINATOR);
      run(trainer, 0, 1);
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> tensors =
          SafeTensors.read(again.resolve(CheckpointFiles.TRAINER), manager);
      assertThat(tensors.get("generator/stem/weight"))
          .isEqualTo(tensors.get("average/stem/weight"));
      assertThat(tensors.get("adam/generator/updates").toLongArray()).containsExactly(0);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "1, 6"})
  void aStepThatIsNotFiniteLeavesTheTrainerAsItWas(int discriminatorSteps, int matching)
      throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, discriminatorSteps).withMatching(matching);
    try (Trainer trainer = create(training)) {
      run(trainer, 0, 2);
      trainer.save(directory.resolve("before"));
      List<TrainingExample> poisoned =
          new java.util.ArrayList<>(SmallPairs.draw(trainer.examplesPerStep(), 5));
      int last = poisoned.size() - 1;
      poisoned.set(last, new TrainingExample(poisoned.get(last).rgb(), "red poison"));

      // when
      assertThatThrownBy(() -> trainer.step(poisoned))
          .isInstanceOf(NonFiniteStepException.class)
          .hasMessageContaining("not applied");

      // then
      trainer.save(directory.resolve("after"));
      assertSameFiles(directory.resolve("before"), directory.resolve("after"));
      run(trainer, 2, 3);
      assertThat(trainer.stepCount()).isEqualTo(3);
    }
  }

  @Test
  void filesOfDifferentStepsAreRefusedTogether() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, 1);
    Path mixed = directory.resolve("mixed");
    try (Trainer trainer = create(training)) {
      trainer.save(mixed);
      run(trainer, 0, 1);
      trainer.save(directory.resolve("later"));
    }
    Files.copy(
        directory.resolve("later").resolve(CheckpointFiles.DISCRIMINATOR),
        mixed.resolve(CheckpointFiles.DISCRIMINATOR),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    // when, then
    assertThatThrownBy(() -> resume(mixed, training))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not saved together");
  }

  @Test
  void aCheckpointOfAnotherModelIsRefusedByName() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(4, 1);
    try (Trainer trainer = create(training)) {
      trainer.save(directory);
    }
    CheckpointFiles.writeConfig(directory, ModelConfig.starter64());

    // when, then
    assertThatThrownBy(() -> resume(directory, training))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("block0/conv0/weight");
  }

  @Test
  void savedStatisticsAreThoseOfTheAveragedGenerator() throws IOException {
    // given
    TrainingConfig training = SmallPairs.training(8, 1);
    try (Trainer trainer = create(training)) {
      run(trainer, 0, 5);

      // when
      trainer.save(directory);
    }

    // then: in evaluation it draws about what it draws with batch statistics
    Generator generator = new Generator(SmallPairs.config());
    try (NDManager manager = NDManager.newBaseManager()) {
      GeneratorWeights weights =
          CheckpointFiles.readGenerator(directory, SmallPairs.config(), manager);
      Parameters parameters = weights.parameters();
      Parameters statistics = weights.statistics();
      List<String> captions =
          SmallPairs.draw(32, 9).stream().map(TrainingExample::caption).toList();
      NDArray z = new Noise(3, 0).next(manager, 32, SmallPairs.config().noiseSize());
      GeneratorOutput byBatch =
          generator.forward(parameters, statistics, z, SmallPairs.encode(manager, captions), true);
      GeneratorOutput bySaved =
          generator.forward(parameters, statistics, z, SmallPairs.encode(manager, captions), false);
      float difference = byBatch.image().sub(bySaved.image()).abs().mean().getFloat();
      System.out.println("mean difference between batch and saved statistics: " + difference);
      assertThat(difference).isLessThan(0.05f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void strangePairsLeaveWhatServesDrawingOldCaptionsAsBefore(int steps) throws IOException {
    // given
    Path released = released();

    // when
    Path strange = directory.resolve("strange");
    try (Trainer trainer = resume(released, new TrainingConfig(8, 5e-4, 8e-4, 1, 0.999, true, 1))) {
      for (int step = 0; step < steps; step++) {
        trainer.step(SmallPairs.strange(8, step));
      }
      trainer.save(strange);
    }

    // then
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray before = drawn(released, manager);
      NDArray after = drawn(strange, manager);
      float variety = before.sub(before.mean(new int[] {0}, true)).abs().mean().getFloat();
      float difference = before.sub(after).abs().mean().getFloat();
      System.out.printf(
          "%d steps: images differ from before by %.5f, from each other by %.5f%n",
          steps, difference, variety);
      assertThat(difference).isLessThan(0.01f).isLessThan(variety / 4);
    }
  }

  @Test
  void whatAGeneratorDrewGoesOnBeingDrawn() throws IOException {
    // given: what released networks draw of old captions
    Path released = released();
    List<TrainingExample> old = SmallPairs.drawnBy(released, SmallPairs.draw(64, 9));

    // when: as many steps on strange pairs, alone and beside old ones
    float alone = movedBy(released, "alone", List.of(), 0);
    float replayed = movedBy(released, "replayed", old, 0);
    float held = movedBy(released, "held", old, 30);

    // then
    System.out.printf("moved by %.4f alone, %.4f replayed, %.4f held%n", alone, replayed, held);
    assertThat(held).isLessThan(alone).isLessThan(replayed);
  }

  /** How far what is drawn of old captions moves when half of each step is rehearsed. */
  private float movedBy(
      Path released, String name, List<TrainingExample> rehearsed, double distillation)
      throws IOException {
    TrainingConfig training =
        new TrainingConfig(8, 5e-4, 8e-4, 1, 0.9, false, 1)
            .with(LossWeights.official().withDistillation(distillation), Augmentation.none());
    Path to = directory.resolve(name);
    try (Trainer trainer = resume(released, training)) {
      for (int step = 0; step < 40; step++) {
        List<TrainingExample> examples = new ArrayList<>(SmallPairs.strange(8, step));
        for (int i = 0; i < 4 && !rehearsed.isEmpty(); i++) {
          examples.set(i, rehearsed.get((4 * step + i) % rehearsed.size()));
        }
        trainer.step(examples);
      }
      trainer.save(to);
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      return drawn(released, manager).sub(drawn(to, manager)).abs().mean().getFloat();
    }
  }

  private static NDArray drawn(Path checkpoint, NDManager manager) throws IOException {
    GeneratorWeights weights =
        CheckpointFiles.readGenerator(checkpoint, SmallPairs.config(), manager);
    List<String> captions = SmallPairs.draw(32, 9).stream().map(TrainingExample::caption).toList();
    NDArray z = new Noise(3, 0).next(manager, 32, SmallPairs.config().noiseSize());
    return new Generator(SmallPairs.config())
        .forward(
            weights.parameters(),
            weights.statistics(),
            z,
            SmallPairs.encode(manager, captions),
            false)
        .image();
  }

  @Test
  void wrongNumberOrSizeOfExamplesIsRefused() {
    try (Trainer trainer = create(SmallPairs.training(4, 1))) {
      assertThatThrownBy(() -> trainer.step(SmallPairs.draw(3, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("takes 4 examples, not 3");
      TrainingExample small = new TrainingExample(new byte[12], "red left");
      assertThatThrownBy(() -> trainer.step(List.of(small, small, small, small)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not 12");
    }
  }

  /** Networks that have learned a little, without the optimisers; the same for all tests. */
  private static Path released() throws IOException {
    Path released = shared.resolve("released");
    if (!Files.exists(released)) {
      try (Trainer trainer = create(SmallPairs.training(8, 1))) {
        run(trainer, 0, 60);
        trainer.save(released);
      }
      Files.delete(released.resolve(CheckpointFiles.TRAINER));
    }
    return released;
  }

  private static Trainer create(TrainingConfig training) {
    return Trainer.create(
        SmallPairs.config(), training, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 42);
  }

  private static Trainer resume(Path from, TrainingConfig training) throws IOException {
    return Trainer.resume(from, training, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), 7);
  }

  private static void run(Trainer trainer, int from, int to) {
    for (int step = from; step < to; step++) {
      trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step));
    }
  }

  private static void assertSameFiles(Path actual, Path expected) throws IOException {
    for (String file : FILES) {
      assertThat(Files.mismatch(actual.resolve(file), expected.resolve(file)))
          .as(file + ": first byte that differs")
          .isEqualTo(-1);
    }
  }

  private static void assertSameTensors(Path actual, Path expected, String file)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(SafeTensors.read(actual.resolve(file), manager))
          .isEqualTo(SafeTensors.read(expected.resolve(file), manager));
    }
  }
}
