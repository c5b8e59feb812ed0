package dev.xmcgan.cli.training;

import dev.xmcgan.cli.pictures.Pixels;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneRenderer;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.model.training.HardNegatives.Drawn;
import dev.xmcgan.model.training.TrainingExample;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Scenes drawn once and held in memory, to train on again and again. */
public final class ScenePool {
  // apart from the other numbers made from the same seed
  private static final long STREAM = 0x706f6f6cL;

  private final List<Pair> pairs;
  private final long seed;
  private final HardNegatives hardNegatives;

  private ScenePool(List<Pair> pairs, long seed, HardNegatives hardNegatives) {
    this.pairs = pairs;
    this.seed = seed;
    this.hardNegatives = hardNegatives;
  }

  /** Draws the first {@code count} training scenes of that seed. */
  public static ScenePool draw(int count, long seed, int imageSize, HardNegatives hardNegatives) {
    SceneSampler sampler = new SceneSampler(seed, Split.TRAIN, Drift.none());
    SceneRenderer renderer = new SceneRenderer(imageSize);
    List<Pair> pairs =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                index -> {
                  Scene scene = sampler.scene(index);
                  return new Pair(
                      Pixels.rgb(renderer.render(scene)), SceneCaptions.of(scene, false));
                })
            .toList();
    return new ScenePool(pairs, seed, hardNegatives);
  }

  /**
   * Different pairs, each with one of its captions: a function of the seed and the step alone, so
   * that resumed training sees what unbroken training would have seen.
   */
  public List<TrainingExample> batch(long step, int size) {
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(seed ^ STREAM).nextLong() + step * 0x9e3779b97f4a7c15L);
    return hardNegatives.compose(size, List.of(), this::drawn, random).stream()
        .map(drawn -> new TrainingExample(drawn.pair().rgb(), drawn.caption()))
        .toList();
  }

  private Drawn<Pair> drawn(SplittableRandom random) {
    int index = random.nextInt(pairs.size());
    Pair pair = pairs.get(index);
    String caption = pair.captions().get(random.nextInt(pair.captions().size()));
    return new Drawn<>(Integer.toString(index), caption, pair);
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares pairs
  private record Pair(byte[] rgb, List<String> captions) {}
}
