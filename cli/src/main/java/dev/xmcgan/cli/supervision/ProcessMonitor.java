package dev.xmcgan.cli.supervision;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.LogRotation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after running processes at intervals, on a thread of its own: puts long logs aside and
 * kills a process that does not say any more that it lives. What follows a death is the
 * supervisor's business.
 */
final class ProcessMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessMonitor.class);

  private final LivenessPolicy policy;
  private final LogRotation rotation;
  private final List<Supervised> services;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "monitor"));

  /**
   * @param services may be added to from other threads
   */
  ProcessMonitor(LivenessPolicy policy, LogRotation rotation, List<Supervised> services) {
    this.policy = policy;
    this.rotation = rotation;
    this.services = services;
  }

  void start() {
    long pause = policy.pause().toMillis();
    var unused = thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    for (Supervised supervised : services) {
      try {
        rotation.rotate(supervised.service().log());
      } catch (IOException e) {
        LOG.atWarn()
            .addKeyValue("path", supervised.service().log())
            .addKeyValue("reason", e.toString())
            .log("a log was not put aside");
      }
      supervised.watch().ifPresent(watch -> askAfter(supervised, watch));
    }
  }

  private void askAfter(Supervised supervised, LivenessWatch watch) {
    ChildProcess process = watch.running().process();
    if (!process.isAlive() || thread.isShutdown()) {
      return;
    }
    if (watch.tooManyMisses(supervised.service().liveness().ask().up(), policy)) {
      supervised.hangs();
      try {
        process.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
