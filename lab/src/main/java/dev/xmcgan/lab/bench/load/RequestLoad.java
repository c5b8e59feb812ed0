package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a number of requests for one image each unanswered: with every answer that comes, another
 * one is sent. Not thread-safe.
 */
public final class RequestLoad {
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);
  private static final double NANOS = 1e9;

  private final RequestChannel requests;
  private final int open;

  /** Answers that came, and the time from the first of them to the last. */
  public record Answered(long images, double seconds) {
    public double perSecond() {
      return images / seconds;
    }
  }

  /**
   * @param open requests without an answer at any time
   */
  public RequestLoad(RequestChannel requests, int open) {
    this.requests = requests;
    this.open = open;
  }

  /**
   * Goes on for so long.
   *
   * @return what was answered, without what the first polled answers brought: they begin the time
   */
  public Answered run(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    long first = 0;
    long last = 0;
    long counted = 0;
    while (System.nanoTime() < end) {
      while (requests.open() < open) {
        requests.send();
      }
      int came = poll();
      if (came > 0) {
        last = System.nanoTime();
        counted += first == 0 ? 0 : came;
        first = first == 0 ? last : first;
      }
    }
    return new Answered(counted, (last - first) / NANOS);
  }

  /** Waits for the answers that are missing. */
  public void drain() {
    while (requests.open() > 0) {
      poll();
    }
  }

  private int poll() {
    List<RequestChannel.Answer> came = requests.poll(LONGEST_POLL);
    came.stream()
        .filter(requests::isFailure)
        .findFirst()
        .ifPresent(
            failed -> {
              throw CommandException.failed("request " + failed.record().key() + " failed");
            });
    return came.size();
  }
}
