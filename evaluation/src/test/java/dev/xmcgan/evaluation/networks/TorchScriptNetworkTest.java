package dev.xmcgan.evaluation.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptNetworkTest {

  private static final int SIZE = 64;

  @TempDir private Path directory;

  @Test
  void givesThePublishedFeatures() throws Exception {
    // given
    try (NDManager manager = NDManager.newBaseManager();
        TorchScriptNetwork network =
            TorchScriptNetwork.load(golden("tiny-encoder.pt"), TorchScriptOptions.plain(SIZE))) {
      Map<String, NDArray> golden = SafeTensors.read(golden("tiny-encoder.safetensors"), manager);

      // when
      NDArray features = network.describe(golden.get("in/image")).features();

      // then
      assertThat(features.getShape()).isEqualTo(new Shape(3, 10));
      assertThat(distance(features, golden.get("out/features"))).isLessThan(1e-5);
    }
  }

  @Test
  void normalisesBeforeThePass() throws Exception {
    // given: images whose normalised form is the published one
    List<Float> mean = List.of(0.25f, 0.5f, 0.125f);
    List<Float> deviation = List.of(0.5f, 2f, 0.25f);
    TorchScriptOptions options = new TorchScriptOptions(SIZE, mean, deviation, 0, Optional.empty());
    try (NDManager manager = NDManager.newBaseManager();
        TorchScriptNetwork network = TorchScriptNetwork.load(golden("tiny-encoder.pt"), options)) {
      Map<String, NDArray> golden = SafeTensors.read(golden("tiny-encoder.safetensors"), manager);
      Shape perColour = new Shape(1, 3, 1, 1);
      NDArray images =
          golden
              .get("in/image")
              .mul(manager.create(new float[] {0.5f, 2, 0.25f}, perColour))
              .add(manager.create(new float[] {0.25f, 0.5f, 0.125f}, perColour));

      // when
      NDArray features = network.describe(images).features();

      // then
      assertThat(distance(features, golden.get("out/features"))).isLessThan(1e-4);
    }
  }

  @Test
  void logitsBecomeProbabilities() throws Exception {
    // given: the one output taken as both
    TorchScriptOptions options = TorchScriptOptions.plain(SIZE).withOutputs(0, 0);
    try (TorchScriptNetwork network = TorchScriptNetwork.load(golden("tiny-encoder.pt"), options)) {

      // when
      ImageDescriber.Descriptions descriptions =
          new ImageDescriber(network, 2).describe(images(5, 40, 50));

      // then
      assertThat(descriptions.features()).hasDimensions(5, 10);
      float[][] probabilities = descriptions.probabilities().orElseThrow();
      for (int i = 0; i < 5; i++) {
        double powers = 0;
        double sum = 0;
        for (int j = 0; j < 10; j++) {
          powers += Math.exp(descriptions.features()[i][j]);
          sum += probabilities[i][j];
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        double expected = Math.exp(descriptions.features()[i][3]) / powers;
        assertThat((double) probabilities[i][3]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void batchesDoNotMatter() throws Exception {
    // given
    List<RgbImage> images = images(5, SIZE, SIZE);
    try (TorchScriptNetwork network =
        TorchScriptNetwork.load(golden("tiny-encoder.pt"), TorchScriptOptions.plain(SIZE))) {

      // when
      float[][] byTwo = new ImageDescriber(network, 2).describe(images).features();
      float[][] together = new ImageDescriber(network, 8).describe(images).features();

      // then: in training mode a batch norm would tell
      for (int i = 0; i < 5; i++) {
        assertThat(byTwo[i]).containsExactly(together[i], within(1e-5f));
      }
    }
  }

  @Test
  void idNamesFileAndNormalisation() throws Exception {
    // given
    Path file = golden("tiny-encoder.pt");
    try (TorchScriptNetwork plain = TorchScriptNetwork.load(file, TorchScriptOptions.plain(SIZE));
        TorchScriptNetwork normalised =
            TorchScriptNetwork.load(file, TorchScriptOptions.imageNet(SIZE))) {

      // then
      assertThat(plain.id()).contains(SourceHash.of(Files.readAllBytes(file))).contains("/64/");
      assertThat(plain.id()).isNotEqualTo(normalised.id());
    }
  }

  @Test
  void aFileThatIsNoTorchScriptIsRefusedByName() throws Exception {
    // given
    Path file = Files.writeString(directory.resolve("broken.pt"), "not a model");

    // when, then
    assertThatThrownBy(() -> TorchScriptNetwork.load(file, TorchScriptOptions.plain(SIZE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.pt");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() throws Exception {
    // given
    try (NDManager manager = NDManager.newBaseManager();
        TorchScriptNetwork network =
            TorchScriptNetwork.load(golden("tiny-encoder.pt"), TorchScriptOptions.plain(SIZE))) {
      NDArray small = manager.zeros(new Shape(1, 3, 32, 32));

      // when, then
      assertThatThrownBy(() -> network.describe(small))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(B,3,64,64)");
    }
  }

  private static double distance(NDArray actual, NDArray expected) {
    float[] left = actual.toFloatArray();
    float[] right = expected.toFloatArray();
    double largest = 0;
    for (int i = 0; i < right.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  private static List<RgbImage> images(int count, int height, int width) {
    SplittableRandom random = new SplittableRandom(5);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] rgb = new byte[height * width * RgbImage.COLOURS];
              random.nextBytes(rgb);
              return new RgbImage(width, height, rgb);
            })
        .toList();
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(TorchScriptNetworkTest.class.getResource("/golden/" + name).toURI());
  }
}
