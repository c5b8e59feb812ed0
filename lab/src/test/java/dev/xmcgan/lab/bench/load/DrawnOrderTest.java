package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrawnOrderTest {
  private final DrawnOrder order = new DrawnOrder(List.of("a", "b", "c", "d", "e", "f"));

  @Test
  void anOlderCheckpointAfterANewerOneIsStale() {
    // when
    order.drawn(0, "b");
    order.drawn(0, "a");
    order.drawn(0, "b");
    order.drawn(0, "a");

    // then
    assertThat(order.stale()).isEqualTo(2);
  }

  @Test
  void newerOnesAreNotAlsoRoundTheCircleAndPastSome() {
    // when
    for (String id : List.of("a", "a", "c", "d", "f", "b")) {
      order.drawn(0, id);
    }

    // then
    assertThat(order.stale()).isZero();
  }

  @Test
  void eachPartitionHasAnOrderOfItsOwn() {
    // when
    order.drawn(0, "b");
    order.drawn(1, "a");

    // then
    assertThat(order.stale()).isZero();
  }

  @Test
  void aCheckpointThatWasNeverReleasedIsNone() {
    assertThatThrownBy(() -> order.drawn(0, "starter"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("starter");
  }
}
