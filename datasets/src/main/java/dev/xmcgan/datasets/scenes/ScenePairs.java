package dev.xmcgan.datasets.scenes;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.images.PngFile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Scenes as pairs, each drawn when it is asked for. Ids are {@code
 * scenes-<version>-<seed>-<index>}, with whatever else changes the image or its captions named
 * before the index, so that the same id always means the same pair.
 */
public final class ScenePairs implements PairSource {
  private final SceneOptions options;
  private final SceneSampler sampler;
  private final SceneRenderer renderer;

  public ScenePairs(SceneOptions options) {
    this.options = options;
    this.sampler = new SceneSampler(options.seed(), options.split(), options.drift());
    this.renderer = new SceneRenderer(options.imageSize());
  }

  @Override
  public String name() {
    return "scenes";
  }

  @Override
  public OptionalLong count() {
    return options.count() == SceneOptions.ENDLESS
        ? OptionalLong.empty()
        : OptionalLong.of(options.count());
  }

  /** All but how many there are: more of the same scenes go on where fewer stopped. */
  @Override
  public String version() {
    return String.format(
        Locale.ROOT,
        "%s-%d-%d-%s-%dpx%s-drift-%d%s",
        SceneVersion.current(),
        options.seed(),
        options.first(),
        options.split().word(),
        options.imageSize(),
        options.narrated() ? "-narrated" : "",
        options.drift().from(),
        options.drift().novelties().stream().sorted().toList());
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) {
    return LongStream.iterate(from, place -> place + 1)
        .limit(Math.max(0, options.count() - from))
        .mapToObj(place -> new PlacedPair(place + 1, pair(options.first() + place)));
  }

  @Override
  public Stream<CaptionedImage> pairs(Consumer<PairProblem> problems) {
    return pairs(0, problems).map(PlacedPair::pair);
  }

  /** The pair of that index. */
  public CaptionedImage pair(long index) {
    Scene scene = sampler.scene(index);
    Map<String, String> metadata = new LinkedHashMap<>(GroundTruth.metadata(scene));
    metadata.put("seed", Long.toString(options.seed()));
    metadata.put("index", Long.toString(index));
    metadata.put("split", options.split().word());
    metadata.put("version", SceneVersion.current());
    return new CaptionedImage(
        id(index),
        SceneCaptions.of(scene, options.narrated()),
        PngFile.encode(renderer.render(scene)),
        name(),
        metadata);
  }

  private String id(long index) {
    StringBuilder id = new StringBuilder("scenes-");
    id.append(SceneVersion.current()).append('-').append(options.seed()).append('-');
    if (options.split() != Split.TRAIN) {
      id.append(options.split().word()).append('-');
    }
    if (options.imageSize() != SceneRenderer.REFERENCE_SIZE) {
      id.append(options.imageSize()).append("px-");
    }
    if (options.narrated()) {
      id.append("narrated-");
    }
    if (options.drift().changes(index)) {
      id.append("drift");
      options.drift().novelties().stream().sorted().forEach(n -> id.append('-').append(n.word()));
      id.append('-');
    }
    return id.append(index).toString();
  }
}
