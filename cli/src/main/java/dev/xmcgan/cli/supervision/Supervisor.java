package dev.xmcgan.cli.supervision;

import dev.xmcgan.localkafka.ChildProcess;
import dev.xmcgan.localkafka.ChildProcessException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs services as child processes. Until {@link #restartFromNowOn()} any death is a failure; after
 * it a dead process is replaced as the policy says. Closing stops all, the higher tiers first.
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
  private final List<Supervised> services = new ArrayList<>();
  private boolean restarting;
  private boolean stopping;

  public Supervisor(RestartPolicy policy, Clock clock, SupervisionListener listener) {
    this.policy = policy;
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

  /** From here on a dead process is replaced. */
  public void restartFromNowOn() throws InterruptedException {
    on(() -> restarting = true);
  }

  /** Completes when a service cannot be kept running. */
  public CompletableFuture<ServiceFailure> failure() {
    return failure;
  }

  /** Stops all processes, those of the highest tier first, and returns when none is left. */
  @Override
  public void close() throws InterruptedException {
    on(() -> stopping = true);
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
      failure.complete(new ServiceFailure(service, "could not be started: " + e.getMessage()));
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
    String how = ExitReason.of(process.exitCode().orElse(0));
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
      failure.complete(new ServiceFailure(service, loop));
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
