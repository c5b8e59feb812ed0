package dev.xmcgan.cli.supervision;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import dev.xmcgan.localkafka.processes.LogRotation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs services as child processes. Until {@link #restartFromNowOn()} any death is a failure; after
 * it a dead process is replaced as the policy says, and one that hangs is killed first. A service
 * that dies again and again is given up: the others go on unless it is {@link Service#essential()}.
 * Closing stops all, the higher tiers first.
 *
 * <p>All transitions happen on one thread, so no two of them race.
 */
public final class Supervisor implements AutoCloseable {
  private final RestartPolicy policy;
  private final Clock clock;
  private final SupervisionListener listener;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "supervisor"));
  private final CompletableFuture<ServiceFailure> failure = new CompletableFuture<>();
  private final List<Supervised> services = new CopyOnWriteArrayList<>();
  private final ProcessMonitor monitor;
  private boolean restarting;
  private boolean stopping;

  public Supervisor(
      RestartPolicy policy,
      LivenessPolicy liveness,
      LogRotation rotation,
      Clock clock,
      SupervisionListener listener) {
    this.policy = policy;
    this.monitor = new ProcessMonitor(liveness, rotation, services);
    this.clock = clock;
    this.listener = listener;
  }

  /** Starts a service; returns once its process exists. */
  public void start(Service service) throws InterruptedException {
    on(
        () -> {
          if (!stopping) {
            Supervised supervised = new Supervised(service);
            services.add(supervised);
            launch(supervised);
          }
        });
  }

  /** From here on a dead process is replaced, and one that hangs is dead. */
  public void restartFromNowOn() throws InterruptedException {
    on(() -> restarting = true);
    monitor.start();
  }

  /** Completes when an essential service, or before restarts any, cannot be kept running. */
  public CompletableFuture<ServiceFailure> failure() {
    return failure;
  }

  /** Stops all processes, those of the highest tier first, and returns when none is left. */
  @Override
  public void close() throws InterruptedException {
    on(() -> stopping = true);
    monitor.close();
    TreeMap<Integer, List<Supervised>> tiers = new TreeMap<>();
    for (Supervised supervised : services) {
      tiers.computeIfAbsent(supervised.service().tier(), tier -> new ArrayList<>()).add(supervised);
    }
    for (List<Supervised> tier : tiers.descendingMap().values()) {
      tier.stream()
          .flatMap(supervised -> supervised.running().stream())
          .map(running -> CompletableFuture.runAsync(running.stop(), Supervisor::onThreadOfItsOwn))
          .toList()
          .forEach(CompletableFuture::join);
    }
    thread.shutdownNow();
  }

  private void launch(Supervised supervised) {
    Service service = supervised.service();
    try {
      ChildProcess process = supervised.start().process();
      listener.started(service, process.pid(), supervised.deaths().size());
      var unused = process.onExit().thenAccept(ended -> onSupervisorThread(() -> died(supervised)));
    } catch (ChildProcessException e) {
      giveUp(service, "could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void died(Supervised supervised) {
    if (stopping) {
      return;
    }
    Service service = supervised.service();
    ChildProcess process = supervised.running().orElseThrow().process();
    String how =
        supervised.hung()
            ? "did not answer any more and was killed"
            : ExitReason.of(process.exitCode().orElse(0));
    process.close();
    Instant now = clock.instant();
    supervised.died(now);
    if (!restarting) {
      failure.complete(new ServiceFailure(service, how));
      return;
    }
    Optional<Duration> delay = policy.delay(supervised.deaths(), now);
    if (delay.isEmpty()) {
      String loop =
          String.format(
              "%s, %d times within %d s", how, policy.deaths(), policy.window().toSeconds());
      giveUp(service, loop);
      return;
    }
    listener.restarting(service, how, delay.get());
    Runnable again =
        () -> {
          if (!stopping) {
            launch(supervised);
          }
        };
    var unused = thread.schedule(again, delay.get().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void giveUp(Service service, String reason) {
    if (!restarting || service.essential()) {
      failure.complete(new ServiceFailure(service, reason));
    } else {
      listener.givenUp(service, reason);
    }
  }

  private static void onThreadOfItsOwn(Runnable task) {
    new Thread(task, "stopping").start();
  }

  private void onSupervisorThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // closed: nobody waits for this any more
    }
  }

  private void on(Runnable task) throws InterruptedException {
    Future<?> done;
    try {
      done = thread.submit(task);
    } catch (RejectedExecutionException e) {
      return;
    }
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
