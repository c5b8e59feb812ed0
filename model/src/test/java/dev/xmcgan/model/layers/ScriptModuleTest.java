package dev.xmcgan.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptModuleTest {

  private static final String SOURCE =
      """
      class Script(Module):
        def forward(self: __torch__.Script,
          x: Tensor,
          y: Tensor) -> Tensor:
          return torch.atan2(x, y)
        def half(self: __torch__.Script,
          x: Tensor) -> Tensor:
          return torch.div(x, 2)
        def total(self: __torch__.Script,
          x: Tensor,
          all: List[Tensor],
          times: int,
          factor: float) -> Tensor:
          for one in all:
            x = x + one * times * factor
          return x
      """;

  @Test
  void callsAnOperationOfTheEngine() {
    try (NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        NDManager scope = owner.newSubManager()) {
      // given
      ScriptModule module = ScriptModule.compile(owner, SOURCE);
      NDArray x = scope.create(new float[] {1, 0, -1});
      NDArray y = scope.create(new float[] {1, 1, 0});
      // when
      NDArray angle = module.forward(x, y);
      NDArray half = module.call("half", x);
      NDArray total = module.call("total", x, List.of(x, y), 3, 0.5);
      // then
      assertThat(angle.addi(1).toFloatArray())
          .containsExactly(
              new float[] {(float) (1 + Math.PI / 4), 1, (float) (1 - Math.PI / 2)}, within(1e-6f));
      assertThat(half.toFloatArray()).containsExactly(0.5f, 0, -0.5f);
      assertThat(total.toFloatArray()).containsExactly(4, 1.5f, -2.5f);
      assertThat(angle.getManager()).isSameAs(scope);
      assertThat(half.getManager()).isSameAs(scope);
    }
  }

  @Test
  void anOperationThatIsNotThereDoesNotCompile() {
    try (NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      String source = SOURCE.replace("torch.atan2", "ops.nowhere.atan2");
      assertThatThrownBy(() -> ScriptModule.compile(owner, source))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("nowhere");
    }
  }
}
