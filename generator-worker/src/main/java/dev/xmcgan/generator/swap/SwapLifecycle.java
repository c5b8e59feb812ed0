package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.swap.SwapState.Offered;
import dev.xmcgan.generator.swap.SwapState.Preparing;
import dev.xmcgan.generator.swap.SwapState.Settled;
import dev.xmcgan.generator.swap.SwapState.Waiting;
import java.util.function.Consumer;

/**
 * Holds a worker's {@link SwapState} and tells its listener of each change.
 *
 * <p>The loading thread makes every transition but one; out of {@code Offered} the drawing thread
 * goes by {@link #adopted}. Reads come from any thread.
 */
public final class SwapLifecycle {
  private final Consumer<SwapState> listener;

  // no lock: the state itself says which of the two threads may make the next transition
  private volatile SwapState state = Waiting.initial();

  /**
   * @param listener called with each new state, on the thread that made the transition
   */
  public SwapLifecycle(Consumer<SwapState> listener) {
    this.listener = listener;
  }

  /** The state now. */
  public SwapState state() {
    return state;
  }

  void preparing(String checkpointId) {
    change(expect(Settled.class).prepare(checkpointId));
  }

  void ready() {
    change(expect(Preparing.class).ready());
  }

  void refused(LoadFailure refusal) {
    SwapState now = state;
    if (now instanceof Preparing preparing) {
      change(preparing.refused(refusal));
    } else {
      change(expect(Settled.class).refused(refusal));
    }
  }

  void superseded() {
    change(expect(Preparing.class).superseded());
  }

  void cleared() {
    change(expect(Settled.class).cleared());
  }

  void adopted() {
    change(expect(Offered.class).adopted());
  }

  private <S> S expect(Class<S> expected) {
    SwapState now = state;
    if (!expected.isInstance(now)) {
      throw new IllegalStateException("not " + expected.getSimpleName() + " but " + now);
    }
    return expected.cast(now);
  }

  private void change(SwapState next) {
    if (!state.equals(next)) {
      state = next;
      listener.accept(next);
    }
  }
}
