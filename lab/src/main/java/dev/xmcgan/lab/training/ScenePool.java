package dev.xmcgan.lab.training;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneRenderer;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.model.captions.HardNegatives.Drawn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Scenes drawn once and held in memory, to train on again and again. */
public final class ScenePool {
  private final String name;
  private final List<Pair> pairs;

  private ScenePool(String name, List<Pair> pairs) {
    this.name = name;
    this.pairs = pairs;
  }

  /** Draws the first {@code count} training scenes of that seed. */
  public static ScenePool draw(int count, long seed, Drift drift, int imageSize) {
    SceneSampler sampler = new SceneSampler(seed, Split.TRAIN, drift);
    SceneRenderer renderer = new SceneRenderer(imageSize);
    List<Pair> pairs =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                index -> {
                  Scene scene = sampler.scene(index);
                  return new Pair(renderer.render(scene).rgb(), SceneCaptions.of(scene, false));
                })
            .toList();
    return new ScenePool(drift + " " + seed + " ", pairs);
  }

  /** How many pairs there are. */
  int size() {
    return pairs.size();
  }

  /** Any of the pairs under any of its captions; ids tell pools of other scenes apart. */
  Drawn<byte[]> drawn(SplittableRandom random) {
    int index = random.nextInt(pairs.size());
    Pair pair = pairs.get(index);
    String caption = pair.captions().get(random.nextInt(pair.captions().size()));
    return new Drawn<>(name + index, caption, pair.rgb());
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares pairs
  private record Pair(byte[] rgb, List<String> captions) {}
}
