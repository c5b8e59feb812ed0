package dev.xmcgan.evaluation.streaming;

import dev.xmcgan.evaluation.features.FeatureFile;
import dev.xmcgan.evaluation.networks.CaptionFeatureNetwork;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** R-precision by an image and a caption network of one space, such as CLIP's. */
public final class RetrievalEvaluation implements ImageEvaluation {
  private final ImageFeatureNetwork images;
  private final CaptionFeatureNetwork captions;
  private final RetrievalOptions options;
  private final FeatureFile generated = new FeatureFile();
  private final FeatureFile real = new FeatureFile();
  private final FeatureFile said = new FeatureFile();
  private final List<String> texts = new ArrayList<>();

  /** Both networks are closed with this. */
  public RetrievalEvaluation(
      ImageFeatureNetwork images, CaptionFeatureNetwork captions, RetrievalOptions options) {
    this.images = images;
    this.captions = captions;
    this.options = options;
  }

  @Override
  public void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real) {
    texts.addAll(captions);
    for (float[] vector : this.captions.embed(captions)) {
      said.add(vector);
    }
    embed(generated, this.generated);
    embed(real, this.real);
  }

  @Override
  public EvaluationReport report() {
    FeatureSource source =
        new FeatureSource(images.id() + " " + captions.id(), "none", BicubicResize.NAME);
    Score ofGenerated = RPrecision.score(generated, said, texts, options, source);
    Score ofReal = RPrecision.score(real, said, texts, options, source);
    return new EvaluationReport(List.of(ofGenerated), List.of(ofReal));
  }

  @Override
  public void close() {
    generated.close();
    real.close();
    said.close();
    images.close();
    captions.close();
  }

  private void embed(List<RgbImage> batch, FeatureFile rows) {
    for (float[] vector :
        new ImageDescriber(images, Math.max(1, batch.size())).describe(batch).features()) {
      rows.add(vector);
    }
  }
}
