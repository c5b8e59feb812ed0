package dev.xmcgan.localkafka.processes;

import java.io.IOException;

/** Asks once whether a child is ready for work; quick, or it throws. */
@FunctionalInterface
public interface ReadinessProbe {

  /**
   * @throws IOException if it cannot be reached; the same as not ready
   */
  boolean isReady() throws IOException;
}
