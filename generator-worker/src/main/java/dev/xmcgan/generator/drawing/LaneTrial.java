package dev.xmcgan.generator.drawing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Finds out how many micro-batches a processor draws best beside each other, and with how many
 * threads each: from one lane with all cores to as many lanes as cores.
 */
public final class LaneTrial {
  /** Lanes beyond these are not tried. */
  private static final int MOST_LANES = 16;

  /** What fewer lanes with more threads must gain: a trial on a busy machine tells little. */
  private static final double WORTH = 1.1;

  /** So long each lane draws. */
  private static final Duration LENGTH = Duration.ofMillis(200);

  private static final double NANOS = 1e9;

  private LaneTrial() {}

  /** So many lanes with so many threads each. */
  public record Setting(int lanes, int threads) {}

  /** What is worth trying: all cores are used each time. */
  public static List<Setting> candidates(int cores) {
    List<Setting> candidates = new ArrayList<>();
    for (int lanes = 1; lanes <= Math.min(cores, MOST_LANES); lanes *= 2) {
      candidates.add(new Setting(lanes, cores / lanes));
    }
    if (cores <= MOST_LANES && Integer.bitCount(cores) != 1) {
      candidates.add(new Setting(cores, 1));
    }
    return candidates;
  }

  /**
   * The best of the candidates, which have ever more lanes: the last, unless another one is clearly
   * faster.
   *
   * @param speed of a setting; larger is better
   */
  public static Setting best(List<Setting> candidates, ToDoubleFunction<Setting> speed) {
    Setting best = candidates.get(candidates.size() - 1);
    double fastest = WORTH * speed.applyAsDouble(best);
    for (Setting other : candidates) {
      double reached = speed.applyAsDouble(other);
      if (reached > fastest) {
        best = other;
        fastest = reached;
      }
    }
    return best;
  }

  /**
   * How many passes a setting draws in a second.
   *
   * @param useThreads sets how many threads the library uses for whoever has not used it yet
   * @param pass draws once
   * @throws InterruptedException when the trial is interrupted; what it began goes on to its end
   */
  public static double speed(Setting setting, IntConsumer useThreads, Runnable pass)
      throws InterruptedException {
    useThreads.accept(setting.threads());
    CountDownLatch warm = new CountDownLatch(setting.lanes());
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<Thread> lanes = new ArrayList<>();
    DoubleAdder speed = new DoubleAdder();
    for (int lane = 0; lane < setting.lanes(); lane++) {
      // a new thread each time: one that drew before keeps its number of threads
      Thread thread =
          new Thread(
              () -> {
                try {
                  pass.run();
                  warm.countDown();
                  warm.await();
                  speed.add(passesPerSecond(pass));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                  failure.set(e);
                  warm.countDown();
                }
              },
              "lane-trial-" + lane);
      thread.setDaemon(true);
      lanes.add(thread);
      thread.start();
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return speed.sum();
  }

  private static double passesPerSecond(Runnable pass) {
    long begin = System.nanoTime();
    int passes = 0;
    while (System.nanoTime() - begin < LENGTH.toNanos()) {
      pass.run();
      passes++;
    }
    return passes * NANOS / (System.nanoTime() - begin);
  }
}
