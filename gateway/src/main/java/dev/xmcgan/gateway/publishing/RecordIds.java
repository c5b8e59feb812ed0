package dev.xmcgan.gateway.publishing;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids for records whose sender brings none: UUIDs of version 7 (RFC 9562). They hold the time at
 * which they were made, so that a record can be looked for from there on.
 */
@Singleton
public final class RecordIds {
  private static final long VERSION_7 = 0x7000L;
  private static final long RANDOM_MASK = 0x0FFFL;
  private static final int VERSION = 7;
  private static final int TIME_SHIFT = 16;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

  private final RandomGenerator random;
  private final Clock clock;

  public RecordIds(RandomGenerator random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  /** Another one, that nobody can guess: 74 bits of it are random. */
  public String next() {
    long high = (clock.millis() << TIME_SHIFT) | VERSION_7 | (random.nextLong() & RANDOM_MASK);
    long low = (random.nextLong() & ~VARIANT_MASK) | VARIANT;
    return new UUID(high, low).toString();
  }

  /** When such an id was made; empty for any other. */
  public static Optional<Instant> madeAt(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.version() == VERSION && uuid.toString().equals(id)
          ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> TIME_SHIFT))
          : Optional.empty();
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }
}
