package dev.xmcgan.lab.experiments;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Validation scenes of one seed, each under one of its captions: the same for every checkpoint that
 * is judged on them, and so is the noise.
 */
public final class HeldOutScenes {
  private static final int BATCH = 16;

  private final String name;
  private final long seed;
  private final List<Captioned> scenes;

  private HeldOutScenes(String name, long seed, List<Captioned> scenes) {
    this.name = name;
    this.seed = seed;
    this.scenes = scenes;
  }

  /**
   * The first {@code count} scenes of that kind.
   *
   * @param name of the kind, for protocols
   * @param kind which of the seed's scenes are wanted; must hold for endlessly many
   */
  public static HeldOutScenes draw(
      String name, int count, long seed, Drift drift, Predicate<Scene> kind, int imageSize) {
    SceneSampler sampler = new SceneSampler(seed, Split.VALIDATION, drift);
    SceneRenderer renderer = new SceneRenderer(imageSize);
    SplittableRandom random = new SplittableRandom(seed);
    List<Captioned> scenes =
        LongStream.iterate(0, index -> index + 1)
            .mapToObj(sampler::scene)
            .filter(kind)
            .limit(count)
            .map(
                scene -> {
                  List<String> captions = SceneCaptions.of(scene, false);
                  return new Captioned(
                      captions.get(random.nextInt(captions.size())), renderer.render(scene));
                })
            .toList();
    return new HeldOutScenes(name, seed, scenes);
  }

  /**
   * Draws all captions with a checkpoint, image i with seed + i, and has the judge look at them.
   */
  public EvaluationReport judge(Path checkpoint, TextEncoder encoder, Device device)
      throws IOException {
    try (ImageGenerator generator = ImageGenerator.load(checkpoint, encoder, device);
        NDManager manager = NDManager.newBaseManager(device);
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      return judged(drawn(generator), judge);
    }
  }

  private EvaluationReport judged(List<SceneSample> samples, SceneJudge judge) {
    String reference = "scenes %s seed %d".formatted(name, seed);
    EvaluationReport report = new SceneEvaluation(judge).evaluate(samples, reference, seed);
    ShapeRecall shapes = new ShapeRecall(judge, reference);
    List<String> captions = samples.stream().map(SceneSample::caption).toList();
    return new EvaluationReport(
        joined(
            report.generated(),
            shapes.scores(captions, samples.stream().map(SceneSample::generated).toList())),
        joined(
            report.real(),
            shapes.scores(captions, samples.stream().map(SceneSample::real).toList())));
  }

  private List<SceneSample> drawn(ImageGenerator generator) {
    List<SceneSample> samples = new ArrayList<>();
    for (int from = 0; from < scenes.size(); from += BATCH) {
      List<Captioned> batch = scenes.subList(from, Math.min(from + BATCH, scenes.size()));
      List<ImageRequest> requests = new ArrayList<>();
      for (Captioned scene : batch) {
        long noise = seed + samples.size() + requests.size();
        requests.add(new ImageRequest(scene.caption(), noise, OptionalDouble.empty()));
      }
      List<GeneratedImage> images = generator.generate(requests);
      for (int i = 0; i < batch.size(); i++) {
        RgbImage image = images.get(i).image();
        samples.add(new SceneSample(batch.get(i).caption(), image, batch.get(i).image()));
      }
    }
    return samples;
  }

  private static List<Score> joined(List<Score> some, List<Score> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private record Captioned(String caption, RgbImage image) {}
}
