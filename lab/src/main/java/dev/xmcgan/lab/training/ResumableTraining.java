package dev.xmcgan.lab.training;

import ai.djl.Device;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains a model up to a given step, going on from what an earlier run left in its folder. */
public final class ResumableTraining {
  private static final Duration UNLIMITED = Duration.ofDays(365);
  private static final Duration SAVE_EVERY = Duration.ofMinutes(3);
  private static final int REPORT_EVERY = 100;

  private final TextEncoder encoder;
  private final Device device;
  private final PrintWriter console;

  public ResumableTraining(TextEncoder encoder, Device device, PrintWriter console) {
    this.encoder = encoder;
    this.device = device;
    this.console = console;
  }

  /** What to train on, and how. */
  public record Lesson(TrainingConfig training, SceneBatches batches, long seed) {}

  /** Opens the trainer that begins. */
  @FunctionalInterface
  public interface Beginning {
    Trainer open() throws IOException;
  }

  /**
   * Trains until the step is reached or the user stops it.
   *
   * @param step in all, earlier runs counted
   * @param out its checkpoints, of this training alone
   * @param beginning used only when the folder has no checkpoint yet
   * @return the checkpoint of that step, empty when it was stopped before
   */
  public Optional<Path> trainTo(
      long step, Path out, Lesson lesson, Beginning beginning, BooleanSupplier stopped)
      throws IOException {
    SavedSteps saves = new SavedSteps(out);
    Optional<Path> newest = saves.newest();
    if (newest.isPresent() && SavedSteps.stepOf(newest.get()) >= step) {
      return Optional.of(saves.at(step));
    }
    try (Trainer trainer =
        newest.isPresent()
            ? Trainer.resume(
                newest.get(), lesson.training(), SceneEncoders.of(encoder), device, lesson.seed())
            : beginning.open()) {
      TrainingLimits limits = new TrainingLimits(UNLIMITED, step, SAVE_EVERY, REPORT_EVERY);
      SampleSheet samples = new SampleSheet(encoder, device);
      // measured, and never trained on from: nothing to remember
      CaptionReservoir none = new CaptionReservoir(0);
      new OfflineTraining(trainer, none, lesson.batches(), samples, limits, out, console)
          .run(stopped);
      return trainer.stepCount() >= step ? Optional.of(saves.at(step)) : Optional.empty();
    }
  }
}
