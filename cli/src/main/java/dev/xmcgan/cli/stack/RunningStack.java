package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.StopSignal;
import dev.xmcgan.cli.health.Health;
import dev.xmcgan.cli.services.LocalStack;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.cli.supervision.ServiceFailure;
import dev.xmcgan.cli.supervision.ServiceLogTail;
import dev.xmcgan.cli.supervision.Supervisor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings a stack up and keeps it up until it is told to stop or cannot be kept running. */
final class RunningStack {
  private static final long START_LIMIT_SECONDS = 300;
  private static final int TOLD_LOG_LINES = 6;

  private final LocalStack stack;
  private final Supervisor supervisor;
  private final StopSignal stop;
  private final Console console;
  private final Startup startup;
  private volatile boolean givenUp;

  RunningStack(LocalStack stack, Supervisor supervisor, StopSignal stop, Console console) {
    this.stack = stack;
    this.supervisor = supervisor;
    this.stop = stop;
    this.console = console;
    this.startup = new Startup(console, () -> givenUp);
  }

  /**
   * Starts everything.
   *
   * @return whether the stack is ready; false when it was told to stop before
   * @throws CommandException when a service ends or does not become ready
   */
  boolean start() throws InterruptedException {
    ExecutorService waiting = Executors.newCachedThreadPool();
    try {
      CompletableFuture<Void> ready = new CompletableFuture<>();
      waiting.execute(
          () -> {
            try {
              startInOrder(waiting);
              ready.complete(null);
            } catch (CancellationException e) {
              // given up: nobody waits any more
            } catch (InterruptedException | RuntimeException e) {
              ready.completeExceptionally(e);
            }
          });
      CompletableFuture.anyOf(ready, supervisor.failure(), stop.requested())
          .get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      if (supervisor.failure().isDone()) {
        throw failed(supervisor.failure().join());
      }
      return !stop.requested().isDone();
    } catch (TimeoutException e) {
      throw CommandException.failed("gave up after " + START_LIMIT_SECONDS + " s: " + laggards());
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    } finally {
      givenUp = true;
      waiting.shutdownNow();
    }
  }

  /**
   * Keeps the stack running until it is told to stop.
   *
   * @throws CommandException when a service dies again and again
   */
  void supervise() throws InterruptedException {
    supervisor.restartFromNowOn();
    CompletableFuture.anyOf(supervisor.failure(), stop.requested()).join();
    if (!stop.requested().isDone()) {
      throw failed(supervisor.failure().join());
    }
  }

  private void startInOrder(ExecutorService waiting) throws InterruptedException {
    supervisor.start(stack.kafka());
    supervisor.start(stack.registry());
    CompletableFuture<Boolean> released;
    if (stack.stamp().holds()) {
      // the clients of the services wait for the broker by themselves
      startApplications();
      released = CompletableFuture.completedFuture(true);
      startup.await(stack.kafka(), Health::up);
      startup.await(stack.registry(), Health::up);
    } else {
      startup.await(stack.kafka(), Health::up);
      // a stream whose topics are missing gives up
      stack.topics().createTopics((short) 1);
      startApplications();
      released = CompletableFuture.supplyAsync(this::released, waiting);
    }
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (Service application : stack.applications()) {
      parts.add(
          released.thenAcceptAsync(
              aRelease ->
                  await(application, !aRelease && ServiceNames.isGenerator(application.name())),
              waiting));
    }
    try {
      CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw unwrapped(e.getCause());
    }
  }

  private void startApplications() throws InterruptedException {
    for (Service application : stack.applications()) {
      supervisor.start(application);
    }
  }

  private boolean released() {
    await(stack.registry(), false);
    stack.topics().registerSchemas();
    try {
      boolean released =
          stack.withStarter()
              ? stack.starter().publishIfNothingIsReleased(console::say)
              : stack.starter().isReleased();
      if (released) {
        stack.stamp().write();
      }
      return released;
    } catch (IOException e) {
      throw CommandException.failed("cannot release the shipped weights: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private void await(Service service, boolean mayWaitForRelease) {
    try {
      startup.await(
          service,
          health ->
              health.up() || mayWaitForRelease && health.state().equals("waiting-for-release"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }

  private String laggards() {
    List<String> late = new ArrayList<>();
    for (Service service : stack.all()) {
      Health health = service.probe().ask();
      if (!health.up()) {
        late.add(service.name() + " is " + health.state() + " (log: " + service.log() + ")");
      }
    }
    return String.join(", ", late);
  }

  private static CommandException failed(ServiceFailure failure) {
    Service service = failure.service();
    StringBuilder text = new StringBuilder(service.name() + " " + failure.reason());
    text.append("; the end of ").append(service.log()).append(":");
    try {
      ServiceLogTail.tellingLines(service.log(), TOLD_LOG_LINES)
          .forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
    } catch (IOException e) {
      text.append(" (unreadable: ").append(e.getMessage()).append(")");
    }
    return CommandException.failed(text.toString());
  }

  private static RuntimeException unwrapped(Throwable cause) {
    if (cause instanceof CompletionException && cause.getCause() != null) {
      return unwrapped(cause.getCause());
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}
