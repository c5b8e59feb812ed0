package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.swap.SwapState.Serving;
import dev.xmcgan.generator.swap.SwapState.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwapStateTest {
  private static final LoadFailure REFUSAL = new LoadFailure("c-2", "NaN in a weight");

  @Test
  void firstReleaseBecomesTheOneServing() {
    // when
    Serving serving = Waiting.initial().prepare("c-1").ready().adopted();

    // then
    assertThat(serving.serving()).contains("c-1");
    assertThat(serving.refusal()).isEmpty();
  }

  @Test
  void oldOneServesUntilTheNewOneIsAdopted() {
    // given
    Serving serving = new Serving("c-1", Optional.empty());

    // then
    assertThat(serving.prepare("c-2").serving()).contains("c-1");
    assertThat(serving.prepare("c-2").ready().serving()).contains("c-1");
    assertThat(serving.prepare("c-2").ready().adopted().serving()).contains("c-2");
  }

  @Test
  void refusalKeepsTheOldOneAndSaysWhy() {
    // when
    SwapState after = new Serving("c-1", Optional.empty()).prepare("c-2").refused(REFUSAL);

    // then
    assertThat(after.serving()).contains("c-1");
    assertThat(after.refusal()).contains(REFUSAL);
    assertThat(after.detail()).contains("c-2").contains("NaN in a weight");
  }

  @Test
  void refusalIsHistoryOnceALaterReleaseServes() {
    // given
    SwapState.Settled refused = Waiting.initial().prepare("c-2").refused(REFUSAL);

    // then
    assertThat(refused.serving()).isEmpty();
    assertThat(refused.prepare("c-3").refusal()).contains(REFUSAL);
    assertThat(refused.prepare("c-3").ready().adopted().refusal()).isEmpty();
  }

  @Test
  void setBackReleaseLeavesTheOldOneWithoutRefusal() {
    SwapState after = new Serving("c-1", Optional.of(REFUSAL)).prepare("c-3").superseded();

    assertThat(after).isEqualTo(new Serving("c-1", Optional.empty()));
  }

  @Test
  void holderTellsOfEachChangeOnce() {
    // given
    List<SwapState> told = new ArrayList<>();
    SwapLifecycle lifecycle = new SwapLifecycle(told::add);

    // when
    lifecycle.preparing("c-1");
    lifecycle.ready();
    lifecycle.adopted();
    lifecycle.cleared();

    // then
    assertThat(told).hasSize(3);
    assertThat(told.get(2)).isEqualTo(new Serving("c-1", Optional.empty()));
  }

  @Test
  void holderRefusesWhatIsNoTransition() {
    // given
    SwapLifecycle lifecycle = new SwapLifecycle(state -> {});

    // then
    assertThatThrownBy(lifecycle::adopted)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Offered")
        .hasMessageContaining("Waiting");
  }
}
