package dev.xmcgan.cli.evaluation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.pictures.Pixels;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.evaluation.images.RgbImage;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Draws an image for one caption of each pair, batch by batch. */
final class Samples {
  private static final int BATCH = 16;

  private final ImageGenerator generator;
  private final long seed;

  /**
   * @param seed which of a pair's captions is drawn, and the noise: image i has seed + i
   */
  Samples(ImageGenerator generator, long seed) {
    this.generator = generator;
    this.seed = seed;
  }

  /** At most so many, in the source's order; a pair that cannot be read ends it with its reason. */
  List<SceneSample> draw(PairSource source, int most) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<SceneSample> samples = new ArrayList<>();
    List<RgbImage> real = new ArrayList<>();
    List<ImageRequest> requests = new ArrayList<>();
    try (Stream<CaptionedImage> pairs =
        source.pairs(
            problem -> {
              throw CommandException.failed(problem.describe());
            })) {
      for (Iterator<CaptionedImage> next = pairs.limit(most).iterator(); next.hasNext(); ) {
        CaptionedImage pair = next.next();
        String caption = pair.captions().get(random.nextInt(pair.captions().size()));
        long number = seed + samples.size() + requests.size();
        requests.add(new ImageRequest(caption, number, OptionalDouble.empty()));
        real.add(decoded(pair));
        if (requests.size() == BATCH || !next.hasNext()) {
          List<GeneratedImage> drawn = generator.generate(requests);
          for (int i = 0; i < drawn.size(); i++) {
            RgbImage image = RgbImage.square(drawn.get(i).size(), drawn.get(i).rgb());
            samples.add(new SceneSample(requests.get(i).caption(), image, real.get(i)));
          }
          requests.clear();
          real.clear();
        }
      }
    }
    return samples;
  }

  private static RgbImage decoded(CaptionedImage pair) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(pair.image()));
    if (image == null) {
      throw CommandException.failed("pair " + pair.id() + " has no image that can be read");
    }
    return new RgbImage(image.getHeight(), image.getWidth(), Pixels.rgb(image));
  }
}
