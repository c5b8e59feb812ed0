package dev.xmcgan.lab.evaluation;

import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Relation;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.SceneSize;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.diversity.OpenAspect;
import dev.xmcgan.evaluation.diversity.OpenCaptionEvaluation;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Draws captions of validation scenes that say nothing but colours and shapes, each from several
 * seeds, and holds them against other scenes of the same colours and shapes: what is true of both
 * is all that the caption says.
 */
final class OpenCaptions {
  private static final int IMAGES_OF_A_CAPTION = 16;
  private static final String REFERENCE = "scenes of terse captions seed %d";

  private final int captions;
  private final SceneSampler sampler;
  private final SceneRenderer renderer;
  private final long seed;
  private long next;

  /**
   * @param captions how many, of the first validation scenes of the seed
   */
  OpenCaptions(int captions, int imageSize, long seed) {
    this.captions = captions;
    this.seed = seed;
    this.sampler = new SceneSampler(seed, Split.VALIDATION, Drift.none());
    this.renderer = new SceneRenderer(imageSize);
  }

  /** Draws the captions and measures what the images have of what is left open. */
  EvaluationReport evaluate(ImageSource source, SceneJudge judge) throws IOException {
    OpenCaptionEvaluation evaluation =
        new OpenCaptionEvaluation(judge, REFERENCE.formatted(seed), truth());
    List<Scene> named = new ArrayList<>();
    while (named.size() < captions) {
      named.add(sampler.scene(next++));
    }
    for (int i = 0; i < named.size(); i++) {
      String caption = SceneCaptions.terse(named.get(i));
      List<RgbImage> drawn =
          source.images(i * IMAGES_OF_A_CAPTION, Collections.nCopies(IMAGES_OF_A_CAPTION, caption));
      evaluation.add(caption, drawn, scenesLike(named.get(i)));
    }
    return evaluation.report();
  }

  /** Images of scenes of the same colours and shapes. */
  private List<RgbImage> scenesLike(Scene named) {
    List<RgbImage> images = new ArrayList<>();
    while (images.size() < IMAGES_OF_A_CAPTION) {
      Scene other = sampler.scene(next++);
      if (other.objects().size() == named.objects().size()) {
        List<SceneObject> objects = new ArrayList<>();
        for (int i = 0; i < named.objects().size(); i++) {
          SceneObject model = named.objects().get(i);
          SceneObject place = other.objects().get(i);
          objects.add(
              new SceneObject(
                  model.shape(),
                  model.colour(),
                  place.size(),
                  place.x(),
                  place.y(),
                  place.radius()));
        }
        images.add(renderer.render(new Scene(other.background(), objects, other.detail())));
      }
    }
    return images;
  }

  /** All of these are drawn at even chances. */
  private static Map<OpenAspect, Map<String, Double>> truth() {
    Map<OpenAspect, Map<String, Double>> truth = new EnumMap<>(OpenAspect.class);
    List<Background> backgrounds =
        Arrays.stream(Background.values()).filter(background -> !background.isDrifted()).toList();
    truth.put(OpenAspect.BACKGROUND, evenly(backgrounds, Background::word));
    truth.put(OpenAspect.SIZE, evenly(List.of(SceneSize.values()), SceneSize::word));
    truth.put(
        OpenAspect.RELATION,
        evenly(List.of(Relation.values()), relation -> relation.name().toLowerCase(Locale.ROOT)));
    return truth;
  }

  private static <T> Map<String, Double> evenly(List<T> values, Function<T, String> word) {
    return values.stream().collect(Collectors.toMap(word, value -> 1.0 / values.size()));
  }
}
