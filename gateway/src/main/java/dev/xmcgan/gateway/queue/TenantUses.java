package dev.xmcgan.gateway.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What each owner uses. Owners that ask for nothing are not remembered, however many there were.
 * Not thread-safe; {@link OpenRequests} guards it.
 */
final class TenantUses {
  private static final Duration PURGE = Duration.ofMinutes(1);

  private final Map<String, TenantUse> byTenant = new HashMap<>();
  private Instant nextPurge = Instant.EPOCH;

  /** Images that an owner asks for. */
  TenantUse asked(String tenant, int count, Instant now) {
    if (!nextPurge.isAfter(now)) {
      byTenant.values().removeIf(use -> use.isIdle(now.getEpochSecond()));
      nextPurge = now.plus(PURGE);
    }
    TenantUse use = byTenant.computeIfAbsent(tenant, anew -> new TenantUse());
    use.asked(count, now.getEpochSecond());
    return use;
  }

  /** An owner's; one that uses nothing for an owner who is not known. */
  TenantUse of(String tenant) {
    TenantUse use = byTenant.get(tenant);
    return use == null ? new TenantUse() : use;
  }

  /** How many owners are remembered. */
  int size() {
    return byTenant.size();
  }
}
