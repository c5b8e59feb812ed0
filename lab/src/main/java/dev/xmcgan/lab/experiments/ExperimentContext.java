package dev.xmcgan.lab.experiments;

import ai.djl.Device;
import dev.xmcgan.cli.StopSignal;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.lab.training.ResumableTraining;
import dev.xmcgan.lab.training.ResumableTraining.Beginning;
import dev.xmcgan.lab.training.ResumableTraining.Lesson;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Where models are trained and judged one after the other, until the user stops it. */
public final class ExperimentContext implements AutoCloseable {
  private final TextEncoder encoder;
  private final Device device;
  private final PrintWriter console;
  private final StopSignal stop;

  private ExperimentContext(
      TextEncoder encoder, Device device, PrintWriter console, StopSignal stop) {
    this.encoder = encoder;
    this.device = device;
    this.console = console;
    this.stop = stop;
  }

  static ExperimentContext open(int threads, PrintWriter console) throws IOException {
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    // captions come again in every run: half the heap remembers what the encoder said
    long cacheBytes = Runtime.getRuntime().maxMemory() / 2;
    TextEncoder encoder = TextEncoder.load(Home.locate().textEncoder(), device, cacheBytes);
    return new ExperimentContext(encoder, device, console, StopSignal.install());
  }

  /** The text encoder of all models, this context's. */
  public TextEncoder encoder() {
    return encoder;
  }

  /** Where tensors live. */
  public Device device() {
    return device;
  }

  /** Whether the user wants it to end. */
  public boolean isStopped() {
    return stop.requested().isDone();
  }

  /** Trains up to a step; see {@link ResumableTraining#trainTo}. */
  public Optional<Path> train(long step, Path out, Lesson lesson, Beginning beginning)
      throws IOException {
    return new ResumableTraining(encoder, device, console)
        .trainTo(step, out, lesson, beginning, this::isStopped);
  }

  /** Has a checkpoint draw those scenes' captions and the judge look at them. */
  public EvaluationReport judge(Path checkpoint, HeldOutScenes scenes) throws IOException {
    return scenes.judge(checkpoint, encoder, device);
  }

  /** Tells the user. */
  public void say(String line) {
    console.println(line);
    console.flush();
  }

  @Override
  public void close() {
    stop.close();
    encoder.close();
  }
}
