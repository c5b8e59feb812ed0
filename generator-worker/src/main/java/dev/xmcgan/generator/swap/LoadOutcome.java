package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.ImageDrawer;

/** What preparing a checkpoint gave. */
public sealed interface LoadOutcome {
  /** The checkpoint that was to be prepared. */
  String checkpointId();

  /** It is loaded, checked and warm; whoever receives it owns it. */
  record Loaded(ImageDrawer drawer) implements LoadOutcome {
    @Override
    public String checkpointId() {
      return drawer.checkpointId();
    }
  }

  /** Its weights or its description are wrong: trying again gives the same. */
  record Refused(Refusal refusal) implements LoadOutcome {
    @Override
    public String checkpointId() {
      return refusal.checkpointId();
    }
  }

  /** Something on the way failed: it may work later. */
  record Unavailable(Refusal refusal) implements LoadOutcome {
    public Unavailable {
      refusal = refusal.passing();
    }

    @Override
    public String checkpointId() {
      return refusal.checkpointId();
    }
  }
}
