package dev.xmcgan.generator.swap;

import java.util.Optional;

/**
 * Where a worker is on the way from one release to the next. Each state's methods are the legal
 * transitions out of it.
 */
public sealed interface SwapState {
  /** The checkpoint that draws. */
  Optional<String> serving();

  /** The newest release that could not be taken, if it is not the one serving. */
  Optional<LoadFailure> refusal();

  /** For a person to read; empty when there is nothing to say. */
  String detail();

  /** No checkpoint is being prepared. */
  sealed interface Settled extends SwapState {
    /** A release names another checkpoint than the one serving. */
    default Preparing prepare(String checkpointId) {
      return new Preparing(this, checkpointId);
    }

    /** A release could not be taken; what serves goes on. */
    Settled refused(LoadFailure refusal);

    /** The newest release is the one serving: an earlier refusal is history. */
    Settled cleared();
  }

  /** Nothing was ever taken: nothing can be drawn. */
  record Waiting(Optional<LoadFailure> refusal) implements Settled {
    /** The state of a worker that just started. */
    static Waiting initial() {
      return new Waiting(Optional.empty());
    }

    @Override
    public Optional<String> serving() {
      return Optional.empty();
    }

    @Override
    public String detail() {
      return refusal.map(SwapState::describe).orElse("waiting for a release");
    }

    @Override
    public Waiting refused(LoadFailure next) {
      return new Waiting(Optional.of(next));
    }

    @Override
    public Waiting cleared() {
      return initial();
    }
  }

  /** A checkpoint draws. */
  record Serving(String checkpointId, Optional<LoadFailure> refusal) implements Settled {
    @Override
    public Optional<String> serving() {
      return Optional.of(checkpointId);
    }

    @Override
    public String detail() {
      return refusal.map(SwapState::describe).orElse("");
    }

    @Override
    public Serving refused(LoadFailure next) {
      return new Serving(checkpointId, Optional.of(next));
    }

    @Override
    public Serving cleared() {
      return new Serving(checkpointId, Optional.empty());
    }
  }

  /** A checkpoint is fetched, loaded, checked and warmed beside the one that draws. */
  record Preparing(Settled before, String candidate) implements SwapState {
    @Override
    public Optional<String> serving() {
      return before.serving();
    }

    @Override
    public Optional<LoadFailure> refusal() {
      return before.refusal();
    }

    @Override
    public String detail() {
      return "preparing checkpoint " + candidate;
    }

    /** It is ready and handed to the thread that draws. */
    public Offered ready() {
      return new Offered(before, candidate);
    }

    /** It cannot be taken; what served goes on. */
    public Settled refused(LoadFailure refusal) {
      return before.refused(refusal);
    }

    /** It is not wanted any more: the channel was set back meanwhile. */
    public Settled superseded() {
      return before.cleared();
    }
  }

  /** A checkpoint is ready and waits for the end of the current micro-batch. */
  record Offered(Settled before, String candidate) implements SwapState {
    @Override
    public Optional<String> serving() {
      return before.serving();
    }

    @Override
    public Optional<LoadFailure> refusal() {
      return before.refusal();
    }

    @Override
    public String detail() {
      return "swapping to checkpoint " + candidate;
    }

    /** The thread that draws took it. */
    public Serving adopted() {
      return new Serving(candidate, Optional.empty());
    }
  }

  private static String describe(LoadFailure refusal) {
    return "checkpoint %s was refused: %s".formatted(refusal.checkpointId(), refusal.reason());
  }
}
