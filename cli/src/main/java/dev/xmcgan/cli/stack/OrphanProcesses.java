package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops what a launcher left running that was itself killed. */
final class OrphanProcesses {
  private final Duration grace;

  /**
   * @param grace how long a process may take to end when asked to, before it is killed
   */
  OrphanProcesses(Duration grace) {
    this.grace = grace;
  }

  /**
   * Stops the processes on record that still run and are the ones recorded, the last started first.
   *
   * @return their names
   */
  List<String> stop(StackState state) throws InterruptedException {
    List<ServiceState> services = new ArrayList<>(state.services());
    Collections.reverse(services);
    List<String> stopped = new ArrayList<>();
    for (ServiceState service : services) {
      Optional<ProcessHandle> process = service.process().find();
      if (process.isPresent()) {
        end(process.get());
        stopped.add(service.name());
      }
    }
    return stopped;
  }

  /** Asks a process to end, and kills it if it does not. */
  void end(ProcessHandle process) throws InterruptedException {
    process.destroy();
    if (!awaitEnd(process, grace)) {
      process.destroyForcibly();
      awaitEnd(process, grace);
    }
  }

  private static boolean awaitEnd(ProcessHandle process, Duration limit)
      throws InterruptedException {
    CompletableFuture<ProcessHandle> ended = process.onExit();
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
