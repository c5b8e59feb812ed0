package dev.xmcgan.gateway.queue;

/**
 * What one owner has open, and asked for within the last minute, second by second. Not thread-safe;
 * {@link OpenRequests} guards it.
 */
final class TenantUse {
  private static final int WINDOW = 60;

  private final int[] perSecond = new int[WINDOW];
  private long newest = Long.MIN_VALUE / 2;
  private int requests;
  private int images;

  /**
   * So many images were asked for, here or elsewhere.
   *
   * @param second of the arrival, since any epoch
   */
  void asked(int count, long second) {
    advance(second);
    perSecond[slot(newest)] += count;
  }

  /** A request of so many images is open. */
  void opened(int count) {
    requests++;
    images += count;
  }

  /** So many of its images are waited for no longer. */
  void closed(int count) {
    images -= count;
  }

  /** A request is over. */
  void requestOver() {
    requests--;
  }

  int requests() {
    return requests;
  }

  int images() {
    return images;
  }

  /** Whether nothing needs to be remembered. */
  boolean isIdle(long second) {
    return requests == 0 && second - newest >= WINDOW;
  }

  /**
   * Seconds after which so many more images are within a limit; 0 = now. What is more than the
   * whole limit has to wait until nothing was asked for within a minute.
   */
  int secondsUntil(int count, int limit, long second) {
    advance(second);
    long within = 0;
    for (int age = 0; age < WINDOW; age++) {
      within += perSecond[slot(newest - age)];
      if (within + count > limit && within > 0) {
        return WINDOW - age;
      }
    }
    return 0;
  }

  private void advance(long second) {
    if (second <= newest) {
      return;
    }
    for (long passed = Math.max(newest + 1, second - WINDOW + 1); passed <= second; passed++) {
      perSecond[slot(passed)] = 0;
    }
    newest = second;
  }

  private static int slot(long second) {
    return (int) Math.floorMod(second, (long) WINDOW);
  }
}
