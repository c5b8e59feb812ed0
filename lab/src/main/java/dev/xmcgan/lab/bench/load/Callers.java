package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.time.Duration;

/**
 * Callers, each of whom asks for one image, and for the next one when it is there: a closed loop.
 * They are no threads: hundreds would take the cores from what they call.
 */
public interface Callers {
  /**
   * Lets so many ask until the time is up, and waits for their last answers.
   *
   * @throws CommandException when one is not answered, or with something else than an image
   */
  Latencies run(int callers, Duration length) throws IOException, InterruptedException;
}
