package dev.xmcgan.model.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParametersTest {

  private NDManager manager;
  private Parameters parameters;

  @BeforeEach
  void create() {
    manager = NDManager.newBaseManager();
    parameters = new Parameters(manager);
    parameters.put("b", manager.create(new float[] {1, 2}));
    parameters.put("a", manager.create(new float[] {3, 4, 5, 6}, new Shape(2, 2)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void keepsTheOrderOfItsNames() {
    assertThat(parameters.names()).containsExactly("b", "a");
  }

  @Test
  void namesWhatIsMissingOrThereTwice() {
    assertThatThrownBy(() -> parameters.get("c")).hasMessageContaining("no parameter named c");
    NDArray again = manager.create(1f);
    assertThatThrownBy(() -> parameters.put("a", again)).hasMessageContaining("a is there already");
  }

  @Test
  void copiesWithoutSharing() {
    // given
    parameters.requireGradients(true);
    Parameters copy = parameters.copy(manager);

    // when
    copy.get("b").muli(10);

    // then
    assertThat(parameters.get("b").toFloatArray()).containsExactly(1, 2);
    assertThat(copy.get("b").toFloatArray()).containsExactly(10, 20);
    assertThat(copy.get("b").hasGradient()).isFalse();
    assertThat(parameters.manager().getManagedArrays()).hasSize(2);
  }

  @Test
  void movesTowardsAnotherSetByTheDecay() {
    // given
    Parameters average = parameters.copy(manager);
    parameters.requireGradients(true);
    parameters.get("b").stopGradient().addi(1);

    // when
    average.moveTowards(parameters, 0.9);

    // then
    assertThat(average.get("b").toFloatArray()[0]).isCloseTo(1.1f, within(1e-6f));
    assertThat(average.get("a").toFloatArray())
        .containsExactly(new float[] {3, 4, 5, 6}, within(1e-6f));
    assertThat(average.manager().getManagedArrays()).hasSize(2);
  }

  @Test
  void refusesToMoveTowardsASetOfOtherNames() {
    assertThatThrownBy(() -> parameters.moveTowards(Map.of("b", manager.create(1f)), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameters differ");
  }

  @Test
  void freesEveryArrayOnClose() {
    // given
    NDArray array = parameters.get("a");

    // when
    parameters.close();

    // then
    assertThatThrownBy(array::toFloatArray).isInstanceOf(IllegalStateException.class);
    assertThat(parameters.names()).isEmpty();
  }
}
