package dev.xmcgan.lab.bench.curation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.schemas.limits.PairLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many pairs a second one core curates. */
@Command(
    name = "curation",
    header = "Times the curation of photographs on one core.",
    description =
        "Curates JPEGs of 640 x 480 and of 4000 x 3000 pixels as the trainer does, one after the"
            + " other: checks, decoding, shrinking, hashing, encoding. Also what it costs to"
            + " recognise a file that came before, which is not decoded. pairs_per_cpu_s counts"
            + " the processor's time, pairs_per_s the clock's.")
public final class BenchCurationCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Mixin private FigureOutput out;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "For each figure, after as long a warm-up (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--size",
      defaultValue = "64",
      description = "Edge of a curated image (default: ${DEFAULT-VALUE}).")
  private int size;

  /** One pair's work. */
  private interface Work {
    void run() throws UnusableImageException;
  }

  private record Photo(String op, int width, int height) {}

  @Override
  public Integer call() throws IOException, UnusableImageException {
    if (!(seconds > 0 && seconds <= 600) || size < 1 || size > 1_024) {
      throw CommandException.usage("--seconds is above 0 to 600, --size 1 to 1024");
    }
    ImageDecoder decoder =
        new ImageDecoder(
            new ImageLimits(
                PairLimits.MAX_IMAGE_BYTES,
                PairLimits.MAX_IMAGE_PIXELS,
                PairLimits.MIN_IMAGE_EDGE));
    BlankImageRule blank = new BlankImageRule(PairLimits.MIN_IMAGE_CONTENT);
    for (Photo photo :
        List.of(new Photo("curate_vga", 640, 480), new Photo("curate_12mp", 4000, 3000))) {
      byte[] file = JpegPhoto.of(photo.width(), photo.height());
      time(photo.op(), file.length, () -> curate(decoder, blank, file));
      time(photo.op() + "_seen_before", file.length, () -> new Sha256().add(file).hex());
    }
    return ExitCode.OK;
  }

  private void curate(ImageDecoder decoder, BlankImageRule blank, byte[] file)
      throws UnusableImageException {
    RgbImage image = Resize.toSquare(decoder.decode(file), size);
    blank.check(image);
    new Sha256().add(file).hex();
    new Sha256().add(image.rgb()).hex();
    PngFile.encode(image);
  }

  private void time(String op, int bytes, Work work) throws UnusableImageException {
    repeat(work);
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long pairs = repeat(work);
    double wall = (System.nanoTime() - start) / NANOS;
    double busy = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / NANOS;
    out.print(
        new FigureLine(op)
            .with("pairs", pairs)
            .with("bytes", (long) bytes)
            .with("pairs_per_cpu_s", pairs / busy)
            .with("pairs_per_s", pairs / wall));
  }

  private long repeat(Work work) throws UnusableImageException {
    long end = System.nanoTime() + (long) (seconds * NANOS);
    long pairs = 0;
    do {
      work.run();
      pairs++;
    } while (System.nanoTime() < end);
    return pairs;
  }
}
