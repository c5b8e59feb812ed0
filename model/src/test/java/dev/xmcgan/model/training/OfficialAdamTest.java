package dev.xmcgan.model.training;

import static dev.xmcgan.model.golden.Golden.assertClose;
import static dev.xmcgan.model.golden.Golden.assertCloseAbsolute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.golden.PrintsLargestError;
import dev.xmcgan.model.training.state.Adam;
import dev.xmcgan.model.training.state.FlatTensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds the optimiser against what the official JAX code returned. */
@ExtendWith(PrintsLargestError.class)
class OfficialAdamTest {

  private static final double TOLERANCE = 1e-5;

  /** The engine takes 1 − β₂ in float32, 1.3e-5 from 0.001; the bias correction takes it back. */
  private static final double FLOAT_DECAY = 2e-5;

  private static final int STEPS = 3;

  @Test
  void parametersAndMomentsOfEveryStepAreTheOfficialOnes() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      // given
      Golden golden = Golden.load("layers.safetensors", manager);
      double rate = golden.decimal("adam_lr");
      assertThat(Adam.FIRST_DECAY).isEqualTo((float) golden.decimal("adam_beta1"));
      assertThat(Adam.SECOND_DECAY).isEqualTo((float) golden.decimal("adam_beta2"));
      assertThat(Adam.EPSILON).isEqualTo(golden.decimal("adam_eps"));
      FlatTensors parameters = flat(manager, golden.tensor("in/adam/p"));
      Adam adam = Adam.fresh(manager, parameters);

      for (int step = 1; step <= STEPS; step++) {
        // when
        adam.update(parameters, golden.tensor("in/adam/g" + (step - 1)), rate);

        // then
        assertClose(
            "m after step " + step,
            adam.mean().values(),
            golden.tensor("out/adam/m" + step),
            TOLERANCE);
        assertClose(
            "v after step " + step,
            adam.variance().values(),
            golden.tensor("out/adam/v" + step),
            FLOAT_DECAY);
        assertCloseAbsolute(
            "p after step " + step,
            parameters.values(),
            golden.tensor("out/adam/p" + step),
            1e-3 * rate);
      }
    }
  }

  /** The numbers as two tensors. */
  private static FlatTensors flat(NDManager manager, NDArray values) {
    long size = values.size();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("first", new Shape(1));
    shapes.put("rest", new Shape(size - 1));
    return new FlatTensors(
        manager, shapes, Map.of("first", values.get("0:1"), "rest", values.get("1:")));
  }
}
