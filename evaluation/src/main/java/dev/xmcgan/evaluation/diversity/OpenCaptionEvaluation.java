package dev.xmcgan.evaluation.diversity;

import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a generator makes of what captions leave open: each caption is drawn from several seeds and
 * set beside as many real scenes that it is true of. Of background, size and relation:
 *
 * <ul>
 *   <li>{@code open-…-modal}: the share of a caption's images that show what most of them show,
 *       mean over captions;
 *   <li>{@code open-…-tv}: the total variation distance of a caption's images from the truth, mean
 *       over captions; of few images it is above 0 even for real ones, whose value stands beside
 *       it;
 *   <li>{@code open-…-tv-all}: the same of all captions' images together.
 * </ul>
 *
 * And {@code open-position}: how far the object of captions that name one is from its mean place,
 * the root of the mean square in pixels of 64; {@code open-features}: the mean distance between the
 * judge's features of two images of one caption. Not thread-safe.
 */
public final class OpenCaptionEvaluation {
  private final SceneJudge judge;
  private final FeatureSource source;
  private final Map<OpenAspect, Map<String, Double>> truth;
  private final CaptionReader reader;
  private final List<String> texts = new ArrayList<>();
  private final Side generated = new Side();
  private final Side real = new Side();
  private long images;

  /**
   * @param judge stays the caller's
   * @param referenceSet name of the scenes that the captions are of
   * @param truth of each aspect the probability of each word
   */
  public OpenCaptionEvaluation(
      SceneJudge judge, String referenceSet, Map<OpenAspect, Map<String, Double>> truth) {
    this.judge = judge;
    this.source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
    this.truth = new EnumMap<>(truth);
    this.reader = new CaptionReader(judge.vocabulary());
  }

  /**
   * One caption.
   *
   * @param generated two or more, each from a seed of its own
   * @param real as many images of scenes that the caption is true of
   */
  public void add(String caption, List<RgbImage> generated, List<RgbImage> real) {
    if (generated.size() < 2 || generated.size() != real.size()) {
      throw new IllegalArgumentException(
          "a caption needs 2 images or more and as many real ones, not %d and %d"
              .formatted(generated.size(), real.size()));
    }
    CaptionClaims claims = reader.read(caption);
    texts.add(caption);
    images += generated.size();
    this.generated.add(claims, judge.judge(generated));
    this.real.add(claims, judge.judge(real));
  }

  /** The figures of the captions so far. */
  public EvaluationReport report() {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("no caption was drawn");
    }
    return new EvaluationReport(generated.scores(), real.scores());
  }

  private Score score(String metric, double value) {
    Protocol protocol =
        source
            .protocol("open-" + metric, images, images)
            .with("captions", SourceHash.of(texts))
            .with("captionCount", texts.size());
    return Score.of(protocol, value);
  }

  /** What is kept of the generated or of the real images. */
  private final class Side {
    private final Map<OpenAspect, List<OpenChoices>> choices = new EnumMap<>(OpenAspect.class);
    private final List<Double> squaredOffsets = new ArrayList<>();
    private final List<Double> distances = new ArrayList<>();

    void add(CaptionClaims claims, List<Judged> seen) {
      for (OpenAspect aspect : OpenAspect.values()) {
        for (int place = 0; place < aspect.open(claims); place++) {
          Map<String, Long> counts = new HashMap<>();
          for (Judged image : seen) {
            aspect
                .chosen(claims, image.reading())
                .get(place)
                .ifPresent(word -> counts.merge(word, 1L, Long::sum));
          }
          if (!counts.isEmpty()) {
            choices.computeIfAbsent(aspect, key -> new ArrayList<>()).add(new OpenChoices(counts));
          }
        }
      }
      if (claims.objects().size() == 1) {
        addOffsets(
            seen.stream()
                .map(image -> image.reading().ofColour(claims.objects().get(0).colour()))
                .flatMap(Optional::stream)
                .toList());
      }
      for (int i = 1; i < seen.size(); i++) {
        for (int j = 0; j < i; j++) {
          distances.add(distance(seen.get(i).features(), seen.get(j).features()));
        }
      }
    }

    /** Squared distances from the mean place, unbiased in the mean. */
    private void addOffsets(List<SeenObject> objects) {
      if (objects.size() < 2) {
        return;
      }
      double x = objects.stream().mapToDouble(SeenObject::x).average().orElseThrow();
      double y = objects.stream().mapToDouble(SeenObject::y).average().orElseThrow();
      double unbiased = objects.size() / (objects.size() - 1.0);
      for (SeenObject object : objects) {
        double right = object.x() - x;
        double down = object.y() - y;
        squaredOffsets.add(unbiased * (right * right + down * down));
      }
    }

    List<Score> scores() {
      List<Score> scores = new ArrayList<>();
      choices.forEach(
          (aspect, ofCaptions) -> {
            String name = aspect.word();
            Map<String, Double> expected = truth.get(aspect);
            scores.add(score(name + "-modal", mean(ofCaptions, OpenChoices::modalShare)));
            scores.add(score(name + "-tv", mean(ofCaptions, one -> one.totalVariation(expected))));
            scores.add(score(name + "-tv-all", together(ofCaptions).totalVariation(expected)));
          });
      if (!squaredOffsets.isEmpty()) {
        scores.add(score("position", Math.sqrt(mean(squaredOffsets, Double::doubleValue))));
      }
      scores.add(score("features", mean(distances, Double::doubleValue)));
      return scores;
    }
  }

  private static OpenChoices together(List<OpenChoices> ofCaptions) {
    Map<String, Long> counts = new HashMap<>();
    ofCaptions.forEach(
        one -> one.counts().forEach((word, count) -> counts.merge(word, count, Long::sum)));
    return new OpenChoices(counts);
  }

  private static <T> double mean(List<T> values, ToDoubleFunction<T> value) {
    return values.stream().mapToDouble(value).average().orElseThrow();
  }

  private static double distance(float[] one, float[] other) {
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = one[i] - other[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
