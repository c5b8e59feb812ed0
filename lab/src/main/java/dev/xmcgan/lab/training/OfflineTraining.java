package dev.xmcgan.lab.training;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.model.training.NonFiniteStepException;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Iterates until the time is up, the steps are done or the user stops it; saves now and then. */
final class OfflineTraining {
  private static final int BAD_BATCHES_IN_A_ROW = 20;

  private final Trainer trainer;
  private final CaptionReservoir learned;
  private final SceneBatches pairs;
  private final SampleSheet samples;
  private final TrainingLimits limits;
  private final Path out;
  private final SavedSteps saves;
  private final PrintWriter console;
  private final LossAverages losses = new LossAverages();
  private final long startedNanos = System.nanoTime();
  private final long firstStep;
  private long savedNanos = startedNanos;
  private long savedStep;
  private int badBatches;
  // moves on when a batch is left out, so that it is not drawn again
  private long batches;

  /**
   * Prepares a run.
   *
   * @param learned what {@code trainer} learned before; grows, and goes with each checkpoint, so
   *     that a trainer worker that starts from one can rehearse it
   */
  OfflineTraining(
      Trainer trainer,
      CaptionReservoir learned,
      SceneBatches pairs,
      SampleSheet samples,
      TrainingLimits limits,
      Path out,
      PrintWriter console) {
    this.trainer = trainer;
    this.learned = learned;
    this.pairs = pairs;
    this.samples = samples;
    this.limits = limits;
    this.out = out;
    this.saves = new SavedSteps(out);
    this.console = console;
    this.firstStep = trainer.stepCount();
    this.savedStep = firstStep;
    this.batches = firstStep;
  }

  void run(BooleanSupplier stopped) throws IOException {
    while (!stopped.getAsBoolean()
        && System.nanoTime() - startedNanos < limits.duration().toNanos()
        && trainer.stepCount() < limits.steps()) {
      step();
      if (trainer.stepCount() % limits.reportEvery() == 0) {
        report();
      }
      if (System.nanoTime() - savedNanos >= limits.saveEvery().toNanos()) {
        save();
      }
    }
    if (trainer.stepCount() > savedStep || firstStep == 0) {
      save();
    }
  }

  private void step() {
    try {
      List<TrainingExample> batch = pairs.batch(batches, trainer.examplesPerStep());
      losses.add(trainer.step(batch));
      batch.forEach(example -> learned.learned(example.caption()));
      badBatches = 0;
    } catch (NonFiniteStepException e) {
      badBatches++;
      say("step " + trainer.stepCount() + ": left a batch out: " + e.getMessage());
      if (badBatches == BAD_BATCHES_IN_A_ROW) {
        throw CommandException.failed(
            "training has diverged; go on from an earlier checkpoint with lower learning rates");
      }
    } finally {
      batches++;
    }
  }

  private void report() {
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    double rate = (trainer.stepCount() - firstStep) / seconds;
    say(
        String.format(
            "step %d  %.1f min  %.2f steps/s  %s",
            trainer.stepCount(), seconds / 60, rate, losses.take()));
  }

  private void save() throws IOException {
    long step = trainer.stepCount();
    Path saved =
        saves.save(
            step,
            directory -> {
              trainer.save(directory);
              learned.write(directory);
            });
    savedNanos = System.nanoTime();
    savedStep = step;
    Path sheet = out.resolve(String.format(Locale.ROOT, "samples-%06d.png", step));
    samples.write(saved, sheet);
    say("saved " + saved + " and " + sheet.getFileName());
  }

  private void say(String line) {
    console.println(line);
    console.flush();
  }
}
