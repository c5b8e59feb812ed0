package dev.xmcgan.generator.serving;

import dev.xmcgan.transport.transactions.FencedException;
import java.time.Instant;
import java.util.Optional;

/** Takes requests off Kafka and sees to it that each is answered. */
public sealed interface RequestLoop extends AutoCloseable permits ServingLoop, ShareLoop {
  /**
   * Serves until {@link #stop}; finishes what is being drawn.
   *
   * @throws FencedException when another worker took over this one's id
   */
  void run();

  /** Ends {@link #run}; from any thread. */
  void stop();

  /**
   * Since when there is no progress: the loop has not turned, or a pass is being drawn. From any
   * thread.
   */
  Instant stuckSince();

  /** Why requests wait although a release is loaded; from any thread. */
  Optional<String> trouble();

  /** Leaves the group and ends the threads. */
  @Override
  void close();
}
