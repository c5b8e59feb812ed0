package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Callers of the images API, each of whom asks for one image after the other. */
public final class HttpLoad {
  private static final int OK = 200;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;

  private final URI images;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong captions = new AtomicLong();

  /**
   * What callers saw.
   *
   * @param millis of each call, in order of size
   * @param seconds from the first call to the last answer
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Seen(double[] millis, double seconds) {
    public double perSecond() {
      return millis.length / seconds;
    }

    /** So many of a hundred calls took no longer, in milliseconds. */
    public double percentile(int percent) {
      return millis[(millis.length - 1) * percent / 100];
    }
  }

  public HttpLoad(URI gateway) {
    images = gateway.resolve("/v1/images/generations");
  }

  /** Lets so many callers ask until the time is up, and waits for their last answers. */
  public Seen run(int callers, Duration length) throws InterruptedException {
    ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    millis.add(call());
                  }
                  return null;
                }));
      }
      for (Future<?> caller : running) {
        await(caller);
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - begin) / NANOS;
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Seen(sorted, seconds);
  }

  private double call() throws IOException, InterruptedException {
    String caption = BenchCaptions.of("web", captions.getAndIncrement());
    HttpRequest request =
        HttpRequest.newBuilder(images)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"prompt\": \"%s\"}".formatted(caption)))
            .build();
    long begin = System.nanoTime();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    double took = (System.nanoTime() - begin) / MILLIS;
    if (answer.statusCode() != OK) {
      throw CommandException.failed(
          "the gateway answered %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return took;
  }

  private static void await(Future<?> caller) throws InterruptedException {
    try {
      caller.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandException failed
          ? failed
          : new IllegalStateException("a caller failed", e.getCause());
    }
  }
}
