package dev.xmcgan.lab.evaluation;

import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One caption of each pair with its real image, batch by batch. The same seed chooses the same
 * captions.
 */
final class SampleStream {
  private static final int BATCH = 16;

  private final PairSource source;
  private final int most;
  private final long seed;

  /**
   * @param most pairs, in the source's order
   * @param seed of the choice among a pair's captions
   */
  SampleStream(PairSource source, int most, long seed) {
    this.source = source;
    this.most = most;
    this.seed = seed;
  }

  /** What becomes of a caption and its pair. */
  @FunctionalInterface
  interface Use {
    void of(String caption, CaptionedImage pair) throws IOException;
  }

  /** Goes through the pairs; one that cannot be read ends it with its reason. */
  void forEach(Use use) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (Stream<CaptionedImage> pairs = source.pairs(PairOptions.strictly())) {
      for (Iterator<CaptionedImage> next = pairs.limit(most).iterator(); next.hasNext(); ) {
        CaptionedImage pair = next.next();
        String caption = pair.captions().get(random.nextInt(pair.captions().size()));
        // captions are lines of files too
        use.of(caption.replaceAll("\\s+", " ").strip(), pair);
      }
    }
  }

  /**
   * Shows all samples to the evaluations.
   *
   * @return how many there were
   */
  int show(ImageSource images, List<ImageEvaluation> evaluations) throws IOException {
    Showing showing = new Showing(images, evaluations);
    OptionalLong count = source.count();
    OptionalLong bounded = OptionalLong.of(Math.min(most, count.orElse(most)));
    try (Progress progress = Progress.over("evaluation", bounded, "images")) {
      forEach(
          (caption, pair) -> {
            showing.add(caption, ImageReading.decode("pair " + pair.id(), pair.image()));
            progress.step();
          });
      showing.finish();
    }
    return showing.shown;
  }

  /** One batch at a time. */
  private static final class Showing {
    private final ImageSource images;
    private final List<ImageEvaluation> evaluations;
    private final List<String> captions = new ArrayList<>();
    private final List<RgbImage> real = new ArrayList<>();
    private int shown;

    Showing(ImageSource images, List<ImageEvaluation> evaluations) {
      this.images = images;
      this.evaluations = evaluations;
    }

    void add(String caption, RgbImage image) throws IOException {
      captions.add(caption);
      real.add(image);
      if (captions.size() == BATCH) {
        finish();
      }
    }

    void finish() throws IOException {
      if (captions.isEmpty()) {
        return;
      }
      List<RgbImage> generated = images.images(shown, captions);
      evaluations.forEach(evaluation -> evaluation.add(captions, generated, real));
      shown += captions.size();
      captions.clear();
      real.clear();
    }
  }
}
