package dev.xmcgan.lab.drift;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.evaluation.scenes.Aspect;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Kinds of scenes, and the figures that tell how well a model knows them. */
@SuppressWarnings("ImmutableEnumChecker") // its lists and predicates never change
enum Concept {
  /** Scenes as they were before the drift. */
  OLD(
      Drift.none(),
      scene -> true,
      Aspect.BACKGROUND,
      Aspect.COLOUR,
      Aspect.SIZE,
      Aspect.SHAPE,
      Aspect.RELATION,
      Aspect.EVERYTHING),
  /** On a background that appears with the drift. */
  NEW_BACKGROUND(
      Drift.everythingFrom(0), scene -> scene.background().isDrifted(), Aspect.BACKGROUND),
  /** All objects of colours that appear with the drift. */
  NEW_COLOUR(
      Drift.everythingFrom(0),
      scene -> scene.objects().stream().allMatch(object -> object.colour().isDrifted()),
      Aspect.COLOUR),
  /** All objects of shapes that appear with the drift. */
  NEW_SHAPE(
      Drift.everythingFrom(0),
      scene -> scene.objects().stream().allMatch(object -> object.shape().isDrifted()),
      Aspect.SHAPE);

  private final Drift drift;
  private final Predicate<Scene> kind;
  private final List<Aspect> aspects;

  Concept(Drift drift, Predicate<Scene> kind, Aspect... aspects) {
    this.drift = drift;
    this.kind = kind;
    this.aspects = List.of(aspects);
  }

  Drift drift() {
    return drift;
  }

  /** Which scenes of the drift are of this kind. */
  Predicate<Scene> kind() {
    return kind;
  }

  /** The metrics that tell of it. */
  List<String> metrics() {
    return aspects.stream().map(aspect -> SceneEvaluation.JUDGE_METRIC + aspect.word()).toList();
  }

  /** Headings of those metrics. */
  Stream<String> headings() {
    return aspects.stream().map(aspect -> this == OLD ? "old " + aspect.word() : word());
  }

  /** In names of files and columns. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
