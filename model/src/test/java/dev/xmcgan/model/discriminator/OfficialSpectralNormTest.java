package dev.xmcgan.model.discriminator;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds spectrally normalised layers against what the official JAX code returned. */
@ExtendWith(PrintsLargestError.class)
class OfficialSpectralNormTest {

  private static final double TOLERANCE = 1e-5;
  private static final String LAYER = "layer";

  private NDManager manager;
  private Golden golden;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager();
    golden = Golden.load("layers.safetensors", manager);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spectral_conv", "spectral_dense"})
  void outputsAndVectorsOfTwoCallsAreTheOfficialOnes(String layer) {
    // given
    assertThat(SpectralNorm.EPSILON).isEqualTo(golden.decimal("sn_eps"));
    NDArray x = ours(golden.tensor("in/" + layer + "/x"));
    NDArray kernel = kernel(golden.tensor("in/" + layer + "/kernel"));
    NDArray stored = golden.tensor("in/" + layer + "/u0");

    // when
    SpectralWeights first = normalise(kernel, layer, stored);
    NDArray y = apply(x, first);
    NDArray next = first.nextVectors().reshape(stored.getShape());
    SpectralWeights second = normalise(kernel, layer, next);

    // then: evaluation takes the same step and forgets it
    String out = "out/" + layer + "/";
    assertClose(layer + " train y", official(y), golden.tensor(out + "train_y"), TOLERANCE);
    assertClose(layer + " eval y", official(y), golden.tensor(out + "eval_y"), TOLERANCE);
    assertClose(layer + " train u", next, golden.tensor(out + "train_u0"), TOLERANCE);
    assertClose(layer + " eval u", stored, golden.tensor(out + "eval_u0"), TOLERANCE);
    assertClose(
        layer + " train2 y",
        official(apply(x, second)),
        golden.tensor(out + "train2_y"),
        TOLERANCE);
    assertClose(
        layer + " train2 u",
        second.nextVectors().reshape(stored.getShape()),
        golden.tensor(out + "train2_u0"),
        TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spectral_conv", "spectral_dense"})
  void gradientsGoThroughSigmaAndNotThroughTheVectors(String layer) {
    // given
    NDArray x = golden.tensor("in/" + layer + "/x").duplicate();
    NDArray kernel = kernel(golden.tensor("in/" + layer + "/kernel")).duplicate();
    x.setRequiresGradient(true);
    kernel.setRequiresGradient(true);
    NDArray bias = golden.tensor("in/" + layer + "/bias");
    bias.setRequiresGradient(true);

    // when
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      SpectralWeights weights = normalise(kernel, layer, golden.tensor("in/" + layer + "/u0"));
      NDArray y = official(apply(ours(x), weights));
      collector.backward(y.mul(golden.tensor("in/" + layer + "/w")).sum());
    }

    // then
    String out = "out/" + layer + "/grad_";
    assertClose(layer + " grad x", x.getGradient(), golden.tensor(out + "x"), TOLERANCE);
    assertClose(layer + " grad bias", bias.getGradient(), golden.tensor(out + "bias"), TOLERANCE);
    assertClose(
        layer + " grad kernel",
        kernel.getGradient(),
        kernel(golden.tensor(out + "kernel")),
        TOLERANCE);
  }

  private SpectralWeights normalise(NDArray kernel, String layer, NDArray stored) {
    DiscriminatorLayout layout =
        new DiscriminatorLayout(
            List.of(), 0, Map.of(LAYER, kernel.getShape()), new CaptionAttention(0, 1));
    Parameters parameters = new Parameters(manager);
    parameters.put(DiscriminatorLayout.weight(LAYER), kernel);
    parameters.put(DiscriminatorLayout.bias(LAYER), golden.tensor("in/" + layer + "/bias"));
    Parameters vectors = new Parameters(manager);
    vectors.put(DiscriminatorLayout.vector(LAYER), stored);
    return SpectralNorm.normalise(layout, parameters, vectors);
  }

  private static NDArray apply(NDArray x, SpectralWeights weights) {
    SpectralWeights.Layer layer = weights.layer(LAYER);
    return layer.kernel().getShape().dimension() == 4
        ? Tensors.convolution(x, layer.kernel(), layer.bias())
        : Tensors.dense(x, layer.kernel(), layer.bias());
  }

  /** HWIO or (in,out) to (out,in,kh,kw) or (out,in). */
  private static NDArray kernel(NDArray official) {
    return official.getShape().dimension() == 4
        ? official.transpose(3, 2, 0, 1)
        : official.transpose();
  }

  private static NDArray ours(NDArray map) {
    return map.getShape().dimension() == 4 ? map.transpose(0, 3, 1, 2) : map;
  }

  private static NDArray official(NDArray map) {
    return map.getShape().dimension() == 4 ? map.transpose(0, 2, 3, 1) : map;
  }
}
