package dev.xmcgan.gateway.publishing;

import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids for records whose sender brings none. */
@Singleton
public final class RecordIds {
  private static final long VERSION_4 = 0x4000L;
  private static final long VERSION_MASK = 0xF000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

  private final RandomGenerator random;

  RecordIds(RandomGenerator random) {
    this.random = random;
  }

  /** A random UUID. */
  public String next() {
    long high = (random.nextLong() & ~VERSION_MASK) | VERSION_4;
    long low = (random.nextLong() & ~VARIANT_MASK) | VARIANT;
    return new UUID(high, low).toString();
  }
}
