package dev.xmcgan.lab.experiments;

import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.objects.ClassOutcome;
import dev.xmcgan.evaluation.objects.SemanticObjectAccuracy;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * SOA with the scene judge as its detector and the shapes as its classes: whether a shape that the
 * caption names is anywhere on the image, in whatever colour.
 */
final class ShapeRecall {
  private final SceneJudge judge;
  private final CaptionReader reader;
  private final FeatureSource source;

  ShapeRecall(SceneJudge judge, String referenceSet) {
    this.judge = judge;
    this.reader = new CaptionReader(judge.vocabulary());
    this.source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
  }

  /** SOA-C and SOA-I of the images under their captions. */
  List<Score> scores(List<String> captions, List<RgbImage> images) {
    Map<String, Long> named = new TreeMap<>();
    Map<String, Long> found = new TreeMap<>();
    List<Judged> judged = judge.judge(images);
    for (int i = 0; i < captions.size(); i++) {
      var seen =
          judged.get(i).reading().objects().stream()
              .map(object -> object.shape().best())
              .collect(Collectors.toSet());
      reader.read(captions.get(i)).objects().stream()
          .map(ObjectClaim::shape)
          .distinct()
          .forEach(
              shape -> {
                named.merge(shape, 1L, Long::sum);
                found.merge(shape, seen.contains(shape) ? 1L : 0L, Long::sum);
              });
    }
    List<ClassOutcome> outcomes = new ArrayList<>();
    named.forEach((shape, count) -> outcomes.add(new ClassOutcome(shape, count, found.get(shape))));
    SemanticObjectAccuracy accuracy = SemanticObjectAccuracy.of(outcomes, true, source);
    return List.of(accuracy.byClass(), accuracy.byImage());
  }
}
