package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.LoadedGenerator;

/** What preparing a checkpoint gave. */
public sealed interface LoadOutcome {
  /** The checkpoint that was to be prepared. */
  String checkpointId();

  /** It is loaded, checked and warm; whoever receives it owns it. */
  record Loaded(LoadedGenerator drawer) implements LoadOutcome {
    @Override
    public String checkpointId() {
      return drawer.checkpointId();
    }
  }

  /** Its weights or its description are wrong: trying again gives the same. */
  record Refused(LoadFailure refusal) implements LoadOutcome {
    @Override
    public String checkpointId() {
      return refusal.checkpointId();
    }
  }

  /** Something on the way failed: it may work later. */
  record Unavailable(LoadFailure refusal) implements LoadOutcome {
    public Unavailable {
      refusal = refusal.passing();
    }

    @Override
    public String checkpointId() {
      return refusal.checkpointId();
    }
  }
}
