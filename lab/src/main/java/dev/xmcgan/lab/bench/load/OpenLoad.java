package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Requests for one image each, sent when they are due however long answers take: an open loop, in a
 * thread of its own. What a request takes is counted from when it was due. Its figures are read
 * when it has ended.
 */
public final class OpenLoad implements AutoCloseable {
  private static final Duration LONGEST_POLL = Duration.ofMillis(5);
  private static final Duration DRAIN_POLL = Duration.ofMillis(200);
  private static final double MILLIS = 1e6;
  private static final double NANOS = 1e9;

  private final RequestChannel requests;
  private final Arrivals arrivals;
  private final DrawnOrder order;
  private final List<Request> sent = new ArrayList<>();
  private final BitSet answered = new BitSet();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "open-load");
  private int first = -1;
  private int failed;
  private int repeated;
  private volatile boolean ends;

  /** When it was due, and how long it took. */
  private static final class Request {
    private final long due;
    private double millis;

    private Request(long due) {
      this.due = due;
    }
  }

  /**
   * Begins to send.
   *
   * @param requests without any open
   * @param order told which checkpoint drew each image
   */
  public OpenLoad(RequestChannel requests, Arrivals arrivals, DrawnOrder order) {
    this.requests = requests;
    this.arrivals = arrivals;
    this.order = order;
    thread.start();
  }

  /**
   * Sends no more, and waits for the answers that are missing.
   *
   * @throws CommandException when they do not come
   */
  public void end() throws InterruptedException {
    ends = true;
    try {
      over.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandException failure
          ? failure
          : new IllegalStateException("sending failed", e.getCause());
    }
  }

  /** What was due between two moments of {@link System#nanoTime}, with the seconds between them. */
  public Latencies between(long from, long to) {
    List<Double> millis =
        sent.stream()
            .filter(request -> request.due >= from && request.due < to)
            .map(request -> request.millis)
            .toList();
    return Latencies.of(millis, (to - from) / NANOS);
  }

  /** Requests that were not drawn. */
  public long failed() {
    return failed;
  }

  /** Requests for which nothing came. */
  public long lost() {
    return sent.size() - answered.cardinality();
  }

  /** Answers that came again. */
  public long repeated() {
    return repeated;
  }

  private void run() {
    try {
      long due = arrivals.getAsLong();
      while (!ends) {
        for (long now = System.nanoTime(); due - now <= 0; due = arrivals.getAsLong()) {
          int number = requests.send();
          first = first < 0 ? number : first;
          sent.add(new Request(due));
        }
        take(requests.poll(LONGEST_POLL));
      }
      while (requests.open() > 0) {
        take(requests.poll(DRAIN_POLL));
      }
      over.complete(null);
    } catch (RuntimeException e) {
      over.completeExceptionally(e);
    }
  }

  private void take(List<RequestChannel.Answer> came) {
    long now = System.nanoTime();
    for (RequestChannel.Answer answer : came) {
      int number = answer.number() - first;
      if (answered.get(number)) {
        repeated++;
        continue;
      }
      answered.set(number);
      Request request = sent.get(number);
      request.millis = (now - request.due) / MILLIS;
      if (requests.isFailure(answer)) {
        failed++;
      } else {
        order.drawn(answer.record().partition(), requests.checkpoint(answer));
      }
    }
  }

  @Override
  public void close() {
    ends = true;
    thread.interrupt();
  }
}
