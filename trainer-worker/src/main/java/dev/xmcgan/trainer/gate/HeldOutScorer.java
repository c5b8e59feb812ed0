package dev.xmcgan.trainer.gate;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.features.FeatureScale;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.networks.StatisticsNetwork;
import dev.xmcgan.evaluation.paired.KernelDistanceOverCaptions;
import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.evaluation.retrieval.NetworkMatch;
import dev.xmcgan.evaluation.scenes.HeldOutEvaluation;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.trainer.config.GateConfig;
import dev.xmcgan.trainer.learning.TensorLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@link HeldOutEvaluation} with the built-in judge, KID on statistics of images of any kind, a
 * frozen discriminator where that can tell real images' captions from others, and networks of the
 * user's where some are named. All are loaded once.
 */
public final class HeldOutScorer implements Scorer {
  /** Image and sentence. */
  static final String SENTENCE_MATCH = "sentence-match";

  /** Regions and words. */
  static final String WORD_MATCH = "word-match";

  /** A discriminator that ranks real images' captions lower than this sees nothing in them. */
  private static final double SEES = 0.7;

  /** KID on features of colours, edges and textures. */
  static final String STATISTICS_KID = KernelDistance.METRIC + "-statistics";

  /** KID on features of the user's network. */
  static final String NETWORK_KID = KernelDistance.METRIC + "-network";

  /** Images and captions by the user's networks. */
  static final String NETWORK_MATCH = "network-match";

  private static final int BATCH = 16;

  /** Of statistics, which are shares of full brightness; less is nothing that anybody sees. */
  private static final double LEAST_DEVIATION = 0.02;

  private final NDManager manager;
  private final SceneJudge judge;
  private final StatisticsNetwork statistics;
  private final LoadedNetworks networks;
  private final TensorLock turns;

  private HeldOutScorer(
      NDManager manager, SceneJudge judge, LoadedNetworks networks, TensorLock turns) {
    this.manager = manager;
    this.judge = judge;
    this.statistics = StatisticsNetwork.open();
    this.networks = networks;
    this.turns = turns;
  }

  /**
   * Loads the judge and the user's networks.
   *
   * @throws IOException naming a file that cannot be read or is something else
   */
  public static HeldOutScorer open(TensorLock turns, GateConfig config) throws IOException {
    LoadedNetworks loaded = LoadedNetworks.load(config);
    NDManager manager = NDManager.newBaseManager();
    try {
      return new HeldOutScorer(manager, SceneJudge.builtIn(manager), loaded, turns);
    } catch (IOException | RuntimeException e) {
      loaded.close();
      manager.close();
      throw e;
    }
  }

  @Override
  public List<Measure> measure(
      List<SceneSample> samples,
      String referenceSet,
      Optional<CaptionMatch> match,
      boolean urgent) {
    List<Measure> measures = new ArrayList<>();
    List<Measure> others = new ArrayList<>();
    // in one turn: each would wait for a step of training, which takes longer than most of them
    turns.take(
        urgent,
        () -> {
          measures.addAll(new HeldOutEvaluation(judge).measure(samples, referenceSet));
          others.add(statisticsDistance(samples, referenceSet));
          match.ifPresent(eyes -> others.addAll(matches(samples, referenceSet, eyes)));
          return others;
        });
    // what the user's network sees weighs more than what the judge of scenes sees in other images
    networks
        .images()
        .ifPresent(
            network ->
                measures.add(
                    measures.size() - 1, networkDistance(samples, referenceSet, network, urgent)));
    measures.addAll(others);
    networks
        .match()
        .ifPresent(
            eyes ->
                measures.add(turns.take(urgent, () -> networkMatch(samples, referenceSet, eyes))));
    return measures;
  }

  @Override
  public void close() {
    judge.close();
    statistics.close();
    networks.close();
    manager.close();
  }

  private Measure networkDistance(
      List<SceneSample> samples, String referenceSet, ImageFeatureNetwork network, boolean urgent) {
    return KernelDistanceOverCaptions.measure(
        NETWORK_KID,
        new FeatureSource(network.id(), referenceSet, BicubicResize.NAME),
        features(drawn(samples), network, urgent),
        features(real(samples), network, urgent));
  }

  /** Statistics are of any size: each counts by how much it differs among the real images. */
  private Measure statisticsDistance(List<SceneSample> samples, String referenceSet) {
    ImageDescriber describer = new ImageDescriber(statistics, BATCH);
    float[][] real = describer.describe(real(samples)).features();
    FeatureScale scale = FeatureScale.of(real, LEAST_DEVIATION);
    return KernelDistanceOverCaptions.measure(
        STATISTICS_KID,
        new FeatureSource(statistics.id() + " scaled", referenceSet, BicubicResize.NAME),
        scale.apply(describer.describe(drawn(samples)).features()),
        scale.apply(real));
  }

  private static List<RgbImage> drawn(List<SceneSample> samples) {
    return samples.stream().map(SceneSample::generated).toList();
  }

  private static List<RgbImage> real(List<SceneSample> samples) {
    return samples.stream().map(SceneSample::real).toList();
  }

  /** In batches, between which training may take a step: a user's network may be a large one. */
  private float[][] features(List<RgbImage> all, ImageFeatureNetwork network, boolean urgent) {
    ImageDescriber describer = new ImageDescriber(network, BATCH);
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      List<RgbImage> some = all.subList(from, Math.min(all.size(), from + BATCH));
      rows.addAll(List.of(turns.take(urgent, () -> describer.describe(some)).features()));
    }
    return rows.toArray(float[][]::new);
  }

  private static Measure networkMatch(
      List<SceneSample> samples, String referenceSet, NetworkMatch match) {
    return Measure.share(
        new FeatureSource(match.id(), referenceSet, BicubicResize.NAME)
            .protocol(NETWORK_MATCH, samples.size(), 0),
        match.rank(samples.stream().map(SceneSample::caption).toList(), drawn(samples)));
  }

  private static List<Measure> matches(
      List<SceneSample> samples, String referenceSet, CaptionMatch match) {
    List<String> captions = samples.stream().map(SceneSample::caption).toList();
    List<RgbImage> drawn = drawn(samples);
    List<RgbImage> real = real(samples);
    CaptionMatch.Ranks ofReal = match.rank(captions, real);
    CaptionMatch.Ranks ofDrawn = match.rank(captions, drawn);
    FeatureSource source = new FeatureSource(match.id(), referenceSet, BicubicResize.NAME);
    List<Measure> measures = new ArrayList<>();
    if (mean(ofReal.sentences()) >= SEES) {
      measures.add(
          Measure.share(
              source.protocol(SENTENCE_MATCH, drawn.size(), real.size()), ofDrawn.sentences()));
    }
    if (mean(ofReal.words()) >= SEES) {
      measures.add(
          Measure.share(source.protocol(WORD_MATCH, drawn.size(), real.size()), ofDrawn.words()));
    }
    return measures;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
