package dev.xmcgan.evaluation.diversity;

import dev.xmcgan.evaluation.features.FeatureFile;
import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.quality.FeatureMoments;
import dev.xmcgan.evaluation.quality.FrechetDistance;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.quality.KernelDistanceOptions;
import dev.xmcgan.evaluation.quality.PeriodicResidue;
import dev.xmcgan.evaluation.quality.PrecisionRecall;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How generated images of drawn scenes are spread beside real ones: precision, recall, density and
 * coverage; FID and KID of full and of terse captions apart, since a generator that draws whatever
 * a caption leaves open always alike is good at the former; and the grid that all images share.
 *
 * <p>What two sets of real images would get stands beside it: of precision to coverage those of two
 * halves, of a kind of captions the distance of its real images from as many of the other captions.
 * Which caption a scene was given does not change what scenes there are.
 */
public final class DiversityEvaluation implements ImageEvaluation {
  private static final int[] PERIODS = {2, 4};

  /** A distance of fewer images says little. */
  private static final int FEWEST_OF_A_KIND = 50;

  private final SceneJudge judge;
  private final FeatureSource source;
  private final long seed;
  private final CaptionReader reader;
  private final List<CaptionKind> kinds = new ArrayList<>();
  private final Side generated = new Side();
  private final Side real = new Side();

  /**
   * @param judge stays the caller's
   * @param referenceSet name of the real images' set
   * @param seed of KID's subsets
   */
  public DiversityEvaluation(SceneJudge judge, String referenceSet, long seed) {
    this.judge = judge;
    this.source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
    this.seed = seed;
    this.reader = new CaptionReader(judge.vocabulary());
  }

  @Override
  public void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real) {
    captions.forEach(caption -> kinds.add(CaptionKind.of(reader.read(caption))));
    this.generated.add(judge, generated);
    this.real.add(judge, real);
  }

  @Override
  public EvaluationReport report() {
    List<Score> ofGenerated = new ArrayList<>();
    List<Score> ofReal = new ArrayList<>();
    int half = kinds.size() / 2;
    if (half > PrecisionRecall.COVERAGE_NEIGHBOURS) {
      ofGenerated.addAll(spread(generated.rows(0, half), real.rows(half, 2 * half)));
      ofReal.addAll(spread(real.rows(0, half), real.rows(half, 2 * half)));
    }
    for (CaptionKind kind : CaptionKind.values()) {
      int[] ofKind = chosen(kind, true);
      int[] others = chosen(kind, false);
      int count = Math.min(ofKind.length, others.length);
      if (count >= FEWEST_OF_A_KIND) {
        FeatureRows realOfKind = real.rows(ofKind, count);
        ofGenerated.addAll(distances(kind, generated.rows(ofKind, count), realOfKind));
        ofReal.addAll(distances(kind, real.rows(others, count), realOfKind));
      }
    }
    for (int i = 0; i < PERIODS.length; i++) {
      Protocol protocol = source.protocol("grid-" + PERIODS[i], kinds.size(), 0);
      ofGenerated.add(Score.of(protocol, generated.residues.get(i).greyLevels()));
      ofReal.add(Score.of(protocol, real.residues.get(i).greyLevels()));
    }
    return new EvaluationReport(ofGenerated, ofReal);
  }

  @Override
  public void close() {
    generated.features.close();
    real.features.close();
  }

  private List<Score> spread(FeatureRows images, FeatureRows references) {
    return PrecisionRecall.between(images, references)
        .scores(source, images.count(), references.count());
  }

  private int[] chosen(CaptionKind kind, boolean ofKind) {
    return IntStream.range(0, kinds.size())
        .filter(index -> (kinds.get(index) == kind) == ofKind)
        .toArray();
  }

  private List<Score> distances(CaptionKind kind, FeatureRows images, FeatureRows references) {
    Score fid = FrechetDistance.score(moments(images), moments(references), source);
    KernelDistanceOptions options = KernelDistanceOptions.usual(images.count(), seed);
    Score kid = KernelDistance.score(images, references, options, source);
    return List.of(
        fid.named(FrechetDistance.METRIC + "-" + kind.word()),
        kid.named(KernelDistance.METRIC + "-" + kind.word()));
  }

  private static FeatureMoments moments(FeatureRows rows) {
    FeatureMoments moments = new FeatureMoments(rows.row(0).length);
    for (int i = 0; i < rows.count(); i++) {
      moments.add(rows.row(i));
    }
    return moments;
  }

  /** What is kept of the generated or of the real images. */
  private static final class Side {
    private final FeatureFile features = new FeatureFile();
    private final List<PeriodicResidue> residues = new ArrayList<>();

    Side() {
      for (int period : PERIODS) {
        residues.add(new PeriodicResidue(period));
      }
    }

    void add(SceneJudge judge, List<RgbImage> images) {
      judge.judge(images).stream().map(Judged::features).forEach(features::add);
      residues.forEach(residue -> images.forEach(residue::add));
    }

    FeatureRows rows(int from, int to) {
      return rows(IntStream.range(from, to).toArray(), to - from);
    }

    /** The first {@code count} of these. */
    FeatureRows rows(int[] indices, int count) {
      return new FeatureRows() {
        @Override
        public int count() {
          return count;
        }

        @Override
        public float[] row(int index) {
          return features.row(indices[index]);
        }
      };
    }
  }
}
