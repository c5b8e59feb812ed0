package dev.xmcgan.gateway.protection;

import java.util.concurrent.atomic.AtomicLong;

/** A bound on bytes held for all callers together. */
public final class MemoryBudget {
  private final long bound;
  private final AtomicLong held = new AtomicLong();

  public MemoryBudget(long bound) {
    this.bound = bound;
  }

  /** Bytes that are held until they are given back. */
  public final class Share {
    private final AtomicLong bytes;

    private Share(long bytes) {
      this.bytes = new AtomicLong(bytes);
    }

    /** Gives back what is not needed after all. */
    void shrinkTo(long needed) {
      long had = bytes.getAndAccumulate(needed, Math::min);
      held.addAndGet(Math.min(0, needed - had));
    }

    /** Gives back everything, once. */
    public void release() {
      shrinkTo(0);
    }
  }

  /** A share, or null when that many bytes are not left. */
  public Share take(long bytes) {
    if (held.addAndGet(bytes) > bound) {
      held.addAndGet(-bytes);
      return null;
    }
    return new Share(bytes);
  }

  /** Whether more than half of it is taken. */
  public boolean isHalfTaken() {
    return held.get() > bound / 2;
  }

  /** How many bytes are held now. */
  public long held() {
    return held.get();
  }
}
