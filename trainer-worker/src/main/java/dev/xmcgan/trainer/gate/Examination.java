package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.trainer.gate.Anchors.Anchor;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The captions and real images that all checkpoints of one judgement are compared by.
 *
 * @param sets those with enough captions to decide: none, one or both
 * @param pairs held-out pairs that are at hand
 * @param anchor what the best release so far knows; empty where there is none
 */
record Examination(List<JudgedSet> sets, HeldOutSet pairs, Optional<Anchor> anchor) {
  /** Drawn when there is too little to score by. */
  private static final int SANITY_IMAGES = 16;

  private static final String PLAIN_CAPTION = "a large red circle on green grass";

  /** Images of two seeds that differ by less than half a level of 255 are the same. */
  private static final double SAME = 0.5 / 255;

  Examination {
    sets = List.copyOf(sets);
  }

  /**
   * Of what is at hand.
   *
   * @param pairs the sample of held-out pairs
   * @param most captions of each set
   * @param fewest captions without which a set decides nothing
   */
  static Examination of(HeldOutSet pairs, Optional<Anchor> anchor, int most, int fewest) {
    List<JudgedSet> sets = new ArrayList<>();
    Optional<Anchor> some = anchor.map(each -> each.first(most));
    some.filter(each -> each.captions().size() >= fewest)
        .ifPresent(each -> sets.add(JudgedSet.anchors(each, pairs)));
    HeldOutSet fresh = pairs.first(most);
    if (fresh.pairs().size() >= fewest) {
      sets.add(JudgedSet.fresh(fresh));
    }
    return new Examination(sets, fresh, some);
  }

  /** By its first set alone. */
  Examination ofFirstSet() {
    return new Examination(sets.subList(0, 1), pairs, anchor);
  }

  /** The same without anchors, for nobody can draw them. */
  Examination withoutAnchors() {
    return new Examination(
        sets.stream().filter(set -> !set.name().equals(JudgedSet.ANCHORS)).toList(),
        pairs,
        Optional.empty());
  }

  /** What a candidate draws. */
  List<ImageRequest> ofCandidate() {
    return sets.isEmpty()
        ? IntStream.range(0, SANITY_IMAGES).mapToObj(this::plain).toList()
        : sets.stream().flatMap(set -> set.ofCandidate().stream()).toList();
  }

  /** What the anchor draws. */
  List<ImageRequest> ofAnchor() {
    return sets.stream()
        .flatMap(
            set ->
                set.name().equals(JudgedSet.ANCHORS)
                    ? set.ofAnchor().stream()
                    : set.ofCandidate().stream())
        .toList();
  }

  /** What is wrong with a candidate's images, whatever they show; empty when nothing is. */
  Optional<String> problem(Map<ImageRequest, GeneratedImage> drawn) {
    return ImageSanity.problem(List.copyOf(drawn.values()))
        .or(
            () ->
                sets.stream()
                    .filter(set -> Arrays.stream(set.variety(drawn)).allMatch(each -> each < SAME))
                    .findFirst()
                    .map(set -> "every caption has one image, whatever the seed"));
  }

  /**
   * The measures of each set.
   *
   * @param anchorDrew what stands in for real images
   */
  Map<String, List<Measure>> measures(
      Scorer scorer,
      Map<ImageRequest, GeneratedImage> drawn,
      Map<ImageRequest, GeneratedImage> anchorDrew,
      boolean urgent) {
    Map<String, List<Measure>> measures = new LinkedHashMap<>();
    for (JudgedSet set : sets) {
      String name = set.name() + " " + set.hash();
      double[] variety = set.variety(drawn);
      measures.put(
          set.name(),
          Stream.concat(
                  scorer
                      .measure(
                          set.samples(drawn, anchorDrew),
                          name,
                          anchor.flatMap(Anchor::match),
                          urgent)
                      .stream(),
                  Stream.of(
                      Measure.share(
                          new FeatureSource(Protocol.NONE, name, Protocol.NONE)
                              .protocol(Comparison.DIVERSITY, variety.length, 0),
                          variety)))
              .toList());
    }
    return measures;
  }

  /** What it is, for a person to read. */
  String description() {
    return String.join(
        " and ", sets.stream().map(set -> set.requests().size() + " " + set.name()).toList());
  }

  private ImageRequest plain(int index) {
    List<HeldOutPair> known = pairs.pairs();
    return new ImageRequest(
        known.isEmpty() ? PLAIN_CAPTION : known.get(index % known.size()).caption(),
        Seeds.imageSeed(0, index),
        OptionalDouble.empty());
  }
}
