package dev.xmcgan.lab.bench.streaming;

import ai.djl.Device;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.lab.bench.load.BenchCaptions;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Text, images and PNG files of the starter, for ever; after each batch, a line with its images.
 */
@Command(
    name = DrawingStepsCommand.NAME,
    hidden = true,
    description = "Draws until it is killed; 'bench pipeline' compares with it.")
public final class DrawingStepsCommand implements Callable<Integer> {
  static final String NAME = "drawing-steps";

  @Spec private CommandSpec spec;

  @Option(names = "--batch", required = true, description = "Images of a pass.")
  private int batch;

  @Option(names = "--lanes", required = true, description = "Batches drawn beside each other.")
  private int lanes;

  @Option(names = "--threads", required = true, description = "Of the tensor library, per lane.")
  private int threads;

  private final AtomicLong captions = new AtomicLong();
  private final AtomicLong images = new AtomicLong();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    Home home = Home.locate();
    try (TextEncoder encoder = TextEncoder.load(home.textEncoder(), device)) {
      for (int lane = 1; lane < lanes; lane++) {
        ImageGenerator generator = ImageGenerator.load(home.starter(), encoder, device);
        Thread thread = new Thread(() -> draw(generator), "lane-" + lane);
        thread.setDaemon(true);
        thread.start();
      }
      draw(ImageGenerator.load(home.starter(), encoder, device));
    }
    return 0;
  }

  private void draw(ImageGenerator generator) {
    PrintWriter out = spec.commandLine().getOut();
    generator.warmUp(batch);
    while (true) {
      long first = captions.getAndAdd(batch);
      List<ImageRequest> requests =
          LongStream.range(first, first + batch)
              .mapToObj(
                  i -> new ImageRequest(BenchCaptions.of("left", i), i, OptionalDouble.empty()))
              .toList();
      List<GeneratedImage> drawn = generator.generate(requests);
      for (int i = 0; i < batch; i++) {
        String caption = requests.get(i).caption();
        PngFile.encode(drawn.get(i).image(), Map.of("caption", caption));
      }
      synchronized (out) {
        out.println(images.addAndGet(batch));
        out.flush();
      }
    }
  }
}
