package dev.xmcgan.lab.retention;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.evaluation.scenes.Aspect;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.lab.experiments.HeldOutScenes;
import dev.xmcgan.lab.retention.StreamPairs.Asked;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.trainer.learning.CheckpointSampler.Painting;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.offline.OfflineTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Judges a checkpoint by what was known before and by what the stream shows. */
final class RetentionStudy {
  private static final int BATCH = 16;
  private static final long SEED = 1;

  private final XmcGan networks;
  private final StreamMatcher matcher;
  private final HeldOutScenes scenes;
  private final List<Asked> learned;
  private final List<Asked> heldOut;

  /**
   * What was found of one checkpoint.
   *
   * @param everythingRight share of scenes' captions, by the built-in judge
   * @param learned R-precision of captions of pairs that are learned; empty where there are too few
   * @param heldOut likewise of pairs that are not
   */
  record Found(double everythingRight, OptionalDouble learned, OptionalDouble heldOut) {}

  /**
   * @param networks stay the caller's
   * @param matcher stays the caller's
   * @param images scenes to draw
   * @param captions of the stream to draw, of those learned and of those held out
   */
  RetentionStudy(
      XmcGan networks,
      StreamMatcher matcher,
      StreamPairs pairs,
      int imageSize,
      int images,
      int captions) {
    this.networks = networks;
    this.matcher = matcher;
    this.scenes =
        HeldOutScenes.draw("retention", images, SEED, Drift.none(), scene -> true, imageSize);
    this.learned = StreamPairs.some(pairs.toLearn(), captions, SEED);
    this.heldOut = StreamPairs.some(pairs.heldOut(), captions, SEED);
  }

  /** Draws and judges. */
  Found judge(Path checkpoint) throws IOException {
    double right =
        scenes
            .judge(checkpoint, networks.encoder(), networks.where())
            .score(SceneEvaluation.JUDGE_METRIC + Aspect.EVERYTHING.word())
            .orElseThrow()
            .value();
    try (Painting painting = OfflineTrainer.painting(networks, checkpoint)) {
      return new Found(
          right,
          matcher.precision(learned, drawn(painting, learned)),
          matcher.precision(heldOut, drawn(painting, heldOut)));
    }
  }

  /** What the real images of the learned captions get. */
  OptionalDouble realLearned() {
    return matcher.precision(learned, images(learned));
  }

  /** What the real images of the held-out captions get: no generator is expected to get more. */
  OptionalDouble realHeldOut() {
    return matcher.precision(heldOut, images(heldOut));
  }

  /** Captions that R-precision is measured among: those learned, those held out. */
  List<Integer> among() {
    return List.of(StreamMatcher.among(learned), StreamMatcher.among(heldOut));
  }

  private static List<RgbImage> images(List<Asked> asked) {
    return asked.stream().map(each -> each.pair().image()).toList();
  }

  private static List<RgbImage> drawn(Painting painting, List<Asked> asked) {
    List<RgbImage> drawn = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += BATCH) {
      List<ImageRequest> requests = new ArrayList<>();
      for (int i = from; i < Math.min(asked.size(), from + BATCH); i++) {
        requests.add(new ImageRequest(asked.get(i).caption(), SEED + i, OptionalDouble.empty()));
      }
      painting.draw(requests, false).forEach(image -> drawn.add(image.image()));
    }
    return drawn;
  }
}
