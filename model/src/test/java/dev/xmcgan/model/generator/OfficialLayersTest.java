package dev.xmcgan.model.generator;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds single layers and their gradients against what the official JAX code returned. */
@ExtendWith(PrintsLargestError.class)
class OfficialLayersTest {

  private static final double TOLERANCE = 1e-5;

  private NDManager manager;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"cbn,train", "cbn,eval", "lcbn,train", "lcbn,eval"})
  void normalisesByCondition(String layer, String mode) throws IOException {
    // given
    Golden golden = Golden.load("layers.safetensors", manager);
    String in = "in/" + layer + "/";
    NDArray x = Tensors.toChannelsLast(golden.tensor(in + "x").transpose(0, 3, 1, 2));
    NDArray weights = golden.tensor(in + "w").transpose(0, 3, 1, 2);
    NDArray condition = golden.tensor(in + "emb").duplicate();
    NDArray gammaKernel = kernel(golden, in + "gamma_kernel");
    NDArray betaKernel = kernel(golden, in + "beta_kernel");
    Parameters statistics = new Parameters(manager);
    statistics.put("norm/mean", golden.tensor(in + "mean"));
    statistics.put("norm/variance", golden.tensor(in + "var"));
    Parameters dense = new Parameters(manager);
    dense.put("norm/gamma/weight", gammaKernel);
    dense.put("norm/gamma/bias", golden.tensor(in + "gamma_bias"));
    dense.put("norm/beta/weight", betaKernel);
    dense.put("norm/beta/bias", golden.tensor(in + "beta_bias"));
    List<GeneratorLayout.Norm> norms =
        List.of(new GeneratorLayout.Norm("norm", Math.toIntExact(x.getShape().get(1))));
    for (NDArray input : new NDArray[] {x, condition, gammaKernel, betaKernel}) {
      input.setRequiresGradient(true);
    }

    // when
    Map<String, NDArray> batch = new LinkedHashMap<>();
    NDArray y;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      y =
          mode.equals("train")
              ? modulation(condition, ModulationWeights.training(dense, norms, manager))
                  .applyInTraining(ConditionalNorm.train("norm", x, batch))
              : modulation(
                      condition, ModulationWeights.evaluation(dense, statistics, norms, manager))
                  .apply(x);
      collector.backward(y.mul(weights).sum());
    }

    // then
    String out = "out/" + layer + "/" + mode + "_";
    String name = layer + " " + mode + " ";
    assertClose(name + "y", y.transpose(0, 2, 3, 1), golden.tensor(out + "y"), TOLERANCE);
    NDArray xGradient = x.getGradient().transpose(0, 2, 3, 1);
    assertClose(name + "grad x", xGradient, golden.tensor(out + "grad_x"), TOLERANCE);
    assertClose(
        name + "grad condition",
        condition.getGradient(),
        golden.tensor(out + "grad_emb"),
        TOLERANCE);
    assertClose(
        name + "grad γ",
        gammaKernel.getGradient(),
        kernel(golden, out + "grad_gamma_kernel"),
        TOLERANCE);
    assertClose(
        name + "grad β",
        betaKernel.getGradient(),
        kernel(golden, out + "grad_beta_kernel"),
        TOLERANCE);
    if (mode.equals("train")) {
      Generator.updateStatistics(statistics, batch);
      assertClose(
          name + "mean", statistics.get("norm/mean"), golden.tensor(out + "mean"), TOLERANCE);
      assertClose(
          name + "variance",
          statistics.get("norm/variance"),
          golden.tensor(out + "var"),
          TOLERANCE);
    }
  }

  @Test
  void resamples() throws IOException {
    // given
    Golden golden = Golden.load("layers.safetensors", manager);
    NDArray x = golden.tensor("in/resample/x").transpose(0, 3, 1, 2);

    // when
    NDArray up = Tensors.upsample(x, 2).transpose(0, 2, 3, 1);
    NDArray down = Tensors.averagePool(x).transpose(0, 2, 3, 1);

    // then
    assertClose("upsample", up, golden.tensor("out/resample/upsample"), 1e-7);
    assertClose("average pool", down, golden.tensor("out/resample/dsample"), 1e-6);
  }

  static IntStream attention() throws IOException {
    return Golden.cases("losses.safetensors", "attention_for_g");
  }

  @Test
  void theConstantsAreTheOfficialOnes() throws IOException {
    // given
    Golden layers = Golden.load("layers.safetensors", manager);
    Golden losses = Golden.load("losses.safetensors", manager);

    // then
    assertThat(ConditionalNorm.EPSILON).isEqualTo((float) layers.decimal("bn_eps"));
    assertThat(Generator.STATISTICS_DECAY).isEqualTo(layers.decimal("bn_momentum"));
    assertThat((double) WordAttention.SHARPNESS).isEqualTo(losses.decimal("gamma_for_g"));
  }

  @ParameterizedTest
  @MethodSource("attention")
  void attendsToWords(int number) throws IOException {
    // given
    Golden golden = Golden.load("losses.safetensors", manager);
    String in = "in/attention_for_g." + number + "/";
    NDArray regions = golden.tensor(in + "region_feat");
    NDArray words = golden.tensor(in + "word_feat");
    int[] lengths = lengths(golden.tensor(in + "max_len"));
    regions.setRequiresGradient(true);
    words.setRequiresGradient(true);

    // when
    NDArray attention;
    NDArray context;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray normalised = Tensors.l2Normalise(words, 2);
      attention = WordAttention.weights(regions, normalised, lengths);
      context = attention.matMul(normalised);
      collector.backward(context.mul(golden.tensor(in + "grad_weights")).sum());
    }

    // then
    String out = "out/attention_for_g." + number + "/";
    assertClose("attention", attention, golden.tensor(out + "attn"), TOLERANCE);
    assertClose("context", context, golden.tensor(out + "context"), TOLERANCE);
    assertClose(
        "grad regions", regions.getGradient(), golden.tensor(out + "grad_region_feat"), TOLERANCE);
    assertClose(
        "grad words", words.getGradient(), golden.tensor(out + "grad_word_feat"), TOLERANCE);
  }

  private NDArray kernel(Golden golden, String name) {
    NDArray official = golden.tensor(name); // (in,out) or (1,1,in,out)
    long outputs = official.getShape().get(official.getShape().dimension() - 1);
    return official.reshape(-1, outputs).transpose().duplicate(); // (out,in)
  }

  /** Of a condition {@code (B,width)} or {@code (B,N,N,width)}. */
  private static Modulation modulation(NDArray condition, ModulationWeights weights) {
    NDArray rows = Tensors.dense(condition, weights.weight(), weights.bias());
    long batch = rows.getShape().get(0);
    long cells = rows.getShape().dimension() == 2 ? 1 : rows.getShape().get(1);
    NDList halves =
        rows.reshape(batch, cells, 1, cells, 1, -1).transpose(0, 5, 1, 2, 3, 4).split(2, 1);
    return new Modulation(halves.get(0), halves.get(1));
  }

  private static int[] lengths(NDArray maxLength) {
    float[] values = maxLength.toFloatArray();
    int[] lengths = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      lengths[i] = (int) values[i];
    }
    return lengths;
  }
}
