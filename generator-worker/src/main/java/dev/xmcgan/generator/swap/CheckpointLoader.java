package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.schemas.Checkpoint;

/** Brings a checkpoint from its manifest to a generator that is ready to draw. */
public interface CheckpointLoader extends AutoCloseable {
  /** Loads, checks and warms up; may take seconds to minutes. Failures are outcomes, not thrown. */
  LoadOutcome load(Checkpoint manifest);

  /** Where the generators draw, e.g. cpu. */
  String device();

  /** How many micro-batches are drawn beside each other there; may change with the first load. */
  Lanes lanes();

  /** Frees what its generators share; they are closed before. */
  @Override
  void close();
}
