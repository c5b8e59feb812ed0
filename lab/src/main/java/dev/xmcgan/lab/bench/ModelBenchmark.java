package dev.xmcgan.lab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.plain.PlainUpdates;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generator.Generator;
import dev.xmcgan.model.generator.PreparedGenerator;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.TextBatch;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/** Measures generator and training, and the plain implementation of the same beside them. */
public final class ModelBenchmark {
  private static final double GIGA = 1e9;
  private static final double MILLIS = 1e3;
  private static final String PLAIN = "plain_";

  /** Two updates of the discriminator and one of the generator, as the official code trains. */
  private static final String ITERATION = "iteration";

  private final BenchmarkShape shape;
  private final Device device;
  private final int threads;
  private final Precision precision;
  private final Stopwatch stopwatch;
  private final MultiplyAdds work;
  private final double peak;
  private final Consumer<FigureLine> out;

  /**
   * @param threads for the record; the engine's setting is the caller's
   * @param precision of drawing; training is float32
   * @param out gets each figure when it is known
   */
  public ModelBenchmark(
      BenchmarkShape shape,
      Device device,
      int threads,
      Precision precision,
      Stopwatch stopwatch,
      Consumer<FigureLine> out) {
    this.shape = shape;
    this.device = device;
    this.threads = threads;
    this.precision = precision;
    this.stopwatch = stopwatch;
    this.work = new MultiplyAdds(shape);
    this.peak = ConvolutionPeak.multiplyAddsPerCpuSecond(device, stopwatch);
    this.out = out;
  }

  /** {@code g_eval}: a batch drawn with weights that do not change. */
  public void generator() {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      Generator generator = new Generator(shape.config());
      try (Parameters parameters = generator.newParameters(manager, 1);
          Parameters statistics = generator.newStatistics(manager);
          PreparedGenerator prepared = generator.prepare(parameters, statistics, precision)) {
        TextBatch text = text(manager);
        NDArray z = manager.randomNormal(new Shape(shape.batch(), shape.config().noiseSize()));
        measure(
            "g_eval",
            precision,
            work.generator(),
            () -> {
              try (NDManager scope = manager.newSubManager()) {
                NDArray noise = z.duplicate();
                noise.attach(scope);
                waitFor(prepared.draw(noise, text));
              }
            });
      }
    }
  }

  /**
   * {@code d_step}, {@code g_step}, {@code gd_step}, {@code iteration}: updates of training.
   *
   * @return median milliseconds of an iteration
   */
  public double training() {
    try (IsolatedUpdates updates =
        new IsolatedUpdates(shape.config(), shape.training(), shape.words(), device, 1)) {
      measure("d_step", Precision.FLOAT32, work.discriminatorStep(), updates::discriminator);
      measure("g_step", Precision.FLOAT32, work.generatorStep(), updates::generator);
      measure("gd_step", Precision.FLOAT32, work.jointStep(), updates::joint);
      return measure(
          ITERATION,
          Precision.FLOAT32,
          work.discriminatorStep() + work.jointStep(),
          () -> {
            updates.discriminator();
            updates.joint();
          });
    }
  }

  /**
   * {@code image_term_new}, {@code image_term}: the image encoder's term of the generator's loss
   * with its gradient, for a batch of real images that were never seen, and of such as were.
   */
  public void imageTerm(PretrainedImageEncoder encoder) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      int size = shape.config().imageSize();
      Shape images = new Shape(shape.batch(), RgbImage.COLOURS, size, size);
      NDArray fake = manager.randomUniform(0, 1, images);
      NDArray real = manager.randomUniform(0, 1, images);
      fake.setRequiresGradient(true);
      measure(
          "image_term_new",
          Precision.FLOAT32,
          0, // of the network's multiply-adds nothing is known
          () -> {
            try (NDArray unseen = manager.randomUniform(0, 1, images)) {
              imageTerm(encoder, fake, unseen);
            }
          });
      measure("image_term", Precision.FLOAT32, 0, () -> imageTerm(encoder, fake, real));
    }
  }

  private static void imageTerm(PretrainedImageEncoder encoder, NDArray fake, NDArray real) {
    try (NDManager scope = fake.getManager().newSubManager();
        GradientCollector collector = scope.getEngine().newGradientCollector()) {
      collector.zeroGradients();
      collector.backward(encoder.match(fake, real).loss());
      fake.getGradient().getFloat(0, 0, 0, 0);
    }
  }

  /** The plain implementation's generator. */
  public void plainGenerator() {
    try (PlainUpdates plain = new PlainUpdates(shape, device, 1)) {
      measure(PLAIN + "g_eval", Precision.FLOAT32, work.generator(), plain::draw);
    }
  }

  /** The plain implementation's updates. */
  public void plainTraining() {
    try (PlainUpdates plain = new PlainUpdates(shape, device, 1)) {
      measure(PLAIN + "d_step", Precision.FLOAT32, work.discriminatorStep(), plain::discriminator);
      measure(PLAIN + "g_step", Precision.FLOAT32, work.generatorStep(), plain::generator);
      measure(
          PLAIN + ITERATION,
          Precision.FLOAT32,
          work.discriminatorStep() + work.jointStep(),
          () -> {
            plain.discriminator();
            plain.discriminator();
            plain.generator();
          });
    }
  }

  private TextBatch text(NDManager manager) {
    int[] lengths = new int[shape.batch()];
    Arrays.fill(lengths, shape.words());
    int width = shape.config().textWidth();
    return new TextBatch(
        manager.randomNormal(new Shape(shape.batch(), shape.words(), width)),
        manager.randomNormal(new Shape(shape.batch(), width)),
        lengths);
  }

  /**
   * Median CPU milliseconds of the process, all threads together, and milliseconds of a call; where
   * its multiply-adds are known, their rate beside that of one large convolution in the same run.
   *
   * @param workPerImage multiply-adds that remain in one call, 0 where nothing is known of them
   */
  private double measure(String op, Precision used, double workPerImage, Runnable operation) {
    Stopwatch.Times times = stopwatch.time(operation);
    FigureLine figure =
        new FigureLine(op)
            .with("cpu_ms", times.cpuMillis())
            .with("wall_ms", times.wallMillis())
            .with("images_per_s", shape.batch() / (times.wallMillis() / MILLIS));
    if (workPerImage > 0) {
      double macs = workPerImage * shape.batch();
      figure
          .with("peak_ratio", macs / (times.cpuMillis() / MILLIS) / peak)
          .with("gmacs", macs / GIGA)
          .with("peak_gmacs", peak / GIGA);
    }
    out.accept(
        figure
            .with("image", shape.config().imageSize())
            .with("width", shape.config().generatorWidth())
            .with("batch", shape.batch())
            .with("text_width", shape.config().textWidth())
            .with("words", shape.words())
            .with("threads", threads)
            .with("precision", used.name().toLowerCase(Locale.ROOT)));
    return times.wallMillis();
  }

  private static void waitFor(NDArray image) {
    image.getFloat(0, 0, 0, 0);
  }
}
