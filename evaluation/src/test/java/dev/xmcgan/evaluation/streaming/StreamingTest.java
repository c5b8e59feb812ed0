package dev.xmcgan.evaluation.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.networks.CaptionFeatureNetwork;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.TorchScriptNetwork;
import dev.xmcgan.evaluation.networks.TorchScriptOptions;
import dev.xmcgan.evaluation.objects.ObjectClasses;
import dev.xmcgan.evaluation.quality.FeatureMoments;
import dev.xmcgan.evaluation.quality.FrechetDistance;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.quality.KernelDistanceOptions;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On the small published network, 120 images in batches of seven. */
class StreamingTest {
  private static final int COUNT = 120;
  private static final FeatureSource SOURCE = new FeatureSource("n", "r", "z");

  private final List<String> captions =
      IntStream.range(0, COUNT).mapToObj(i -> "a " + (i % 3 == 0 ? "cat " : "dog ") + i).toList();
  private final List<RgbImage> generated = images(1);
  private final List<RgbImage> real = images(2);

  @Test
  void distancesAreThoseOfAllImagesTogether() throws Exception {
    // given
    TorchScriptOptions options = TorchScriptOptions.plain(64).withOutputs(0, 0);
    float[][] left;
    float[][] right;
    try (TorchScriptNetwork network = network(options)) {
      left = new ImageDescriber(network, 16).describe(generated).features();
      right = new ImageDescriber(network, 16).describe(real).features();
    }

    // when
    EvaluationReport report = run(new InceptionEvaluation(network(options), "coco14/val", 10, 4));

    // then
    assertThat(value(report, "fid"))
        .isCloseTo(
            FrechetDistance.between(FeatureMoments.of(left), FeatureMoments.of(right)),
            within(1e-5));
    assertThat(value(report, "kid"))
        .isCloseTo(
            KernelDistance.score(
                    FeatureRows.of(left),
                    FeatureRows.of(right),
                    KernelDistanceOptions.usual(COUNT, 4),
                    SOURCE)
                .value(),
            within(1e-5));
    assertThat(value(report, "is")).isBetween(1.0, 10.0);
    assertThat(report.realScore("is")).isPresent();
    assertThat(report.score("fid").orElseThrow().protocol().referenceSet()).isEqualTo("coco14/val");
    assertThat(report.score("is").orElseThrow().protocol().referenceSet()).isEqualTo("none");
  }

  @Test
  void networkWithoutClassesGivesNoInceptionScore() throws Exception {
    EvaluationReport report =
        run(new InceptionEvaluation(network(TorchScriptOptions.plain(64)), "r", 10, 4));

    assertThat(report.score("is")).isEmpty();
    assertThat(report.score("fid")).isPresent();
  }

  @Test
  void imagesFindTheCaptionsThatAreEmbeddedAsTheyAre() throws Exception {
    // given: captions embedded as the generated images are, so that none of these is missed
    TorchScriptOptions options = TorchScriptOptions.plain(64);
    float[][] vectors;
    try (TorchScriptNetwork network = network(options)) {
      vectors = new ImageDescriber(network, 16).describe(generated).features();
    }
    CaptionFeatureNetwork said = new Lookup(captions, vectors);

    // when
    EvaluationReport report =
        run(new RetrievalEvaluation(network(options), said, RetrievalOptions.usual(1)));

    // then
    assertThat(value(report, "r-precision")).isCloseTo(1, within(1e-9));
    assertThat(report.realScore("r-precision").orElseThrow().value()).isLessThan(0.2);
    assertThat(report.score("r-precision").orElseThrow().protocol().network()).endsWith(" lookup");
  }

  @Test
  void objectsAreCountedWhereCaptionsNameThem() throws Exception {
    // given: output 0 is cats, 1 is dogs, the rest named nowhere
    TorchScriptOptions options = TorchScriptOptions.plain(64);
    ObjectClasses classes =
        ObjectClasses.parse(
            IntStream.range(0, 10)
                .mapToObj(i -> i == 0 ? "cat\tcat" : i == 1 ? "dog\tdog" : "c" + i + "\tc" + i)
                .toList());
    float[][] answers;
    try (TorchScriptNetwork network = network(options)) {
      answers = new ImageDescriber(network, 16).describe(generated).features();
    }
    float threshold = median(answers);
    long cats = hits(answers, 0, threshold, 0);
    long dogs = hits(answers, 1, threshold, 1) + hits(answers, 1, threshold, 2);

    // when
    EvaluationReport report = run(new ObjectEvaluation(network(options), classes, threshold));

    // then
    assertThat(value(report, "soa-i")).isCloseTo((cats + dogs) / 120.0, within(1e-9));
    assertThat(value(report, "soa-c")).isCloseTo((cats / 40.0 + dogs / 80.0) / 2, within(1e-9));
    assertThat(report.score("soa-c").orElseThrow().interval()).isPresent();
    assertThat(report.score("soa-c").orElseThrow().protocol().parameters())
        .containsEntry("classList", classes.hash());
    assertThat(report.real()).hasSize(2);
  }

  @Test
  void listThatDoesNotFitTheDetectorIsRefused() throws Exception {
    ObjectClasses classes = ObjectClasses.parse(List.of("cat\tcat"));

    assertThatThrownBy(
            () -> run(new ObjectEvaluation(network(TorchScriptOptions.plain(64)), classes, 0.5f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 classes and a list of 1");
  }

  private EvaluationReport run(ImageEvaluation evaluation) {
    try (evaluation) {
      for (int from = 0; from < COUNT; from += 7) {
        int to = Math.min(COUNT, from + 7);
        evaluation.add(
            captions.subList(from, to), generated.subList(from, to), real.subList(from, to));
      }
      return evaluation.report();
    }
  }

  private static double value(EvaluationReport report, String metric) {
    return report.score(metric).map(Score::value).orElseThrow();
  }

  /** How many images of those with {@code i % 3 == third} reach the threshold. */
  private static long hits(float[][] answers, int output, float threshold, int third) {
    return IntStream.range(0, COUNT)
        .filter(i -> i % 3 == third && answers[i][output] >= threshold)
        .count();
  }

  private static float median(float[][] answers) {
    return (float)
        IntStream.range(0, COUNT)
            .mapToDouble(i -> answers[i][0])
            .sorted()
            .skip(COUNT / 2)
            .findFirst()
            .orElseThrow();
  }

  private static TorchScriptNetwork network(TorchScriptOptions options) throws Exception {
    Path file = Path.of(StreamingTest.class.getResource("/golden/tiny-encoder.pt").toURI());
    return TorchScriptNetwork.load(file, options);
  }

  /** Noise around a colour. */
  private static List<RgbImage> images(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, COUNT)
        .mapToObj(
            i -> {
              byte[] rgb = new byte[40 * 48 * RgbImage.COLOURS];
              int[] colour = {random.nextInt(200), random.nextInt(200), random.nextInt(200)};
              for (int j = 0; j < rgb.length; j++) {
                rgb[j] = (byte) (colour[j % 3] + random.nextInt(56));
              }
              return new RgbImage(48, 40, rgb);
            })
        .toList();
  }

  /** Knows the vectors of some captions. */
  private record Lookup(List<String> captions, float[][] vectors) implements CaptionFeatureNetwork {
    @Override
    public String id() {
      return "lookup";
    }

    @Override
    public float[][] embed(List<String> batch) {
      return batch.stream()
          .map(caption -> vectors[captions.indexOf(caption)])
          .toArray(float[][]::new);
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
