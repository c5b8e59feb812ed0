package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.publishing.RecordIds;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Who made the last requests, by their ids alone; what became of them is asked of Kafka. Ids tell
 * the time at which they were made, so their order is that of the requests. Every instance learns
 * the same ones from the topic.
 */
@Singleton
public final class RequestHistory {
  private final int most;
  private final TreeMap<String, String> tenants = new TreeMap<>();

  RequestHistory(GatewayConfig config) {
    this.most = config.requests().idempotencyKeys();
  }

  /** Learns of a request; those with ids that no gateway made cannot be asked for. */
  synchronized void add(String requestId, String tenant) {
    if (RecordIds.madeAt(requestId).isPresent()) {
      tenants.put(requestId, tenant);
      if (tenants.size() > most) {
        tenants.pollFirstEntry();
      }
    }
  }

  /**
   * Ids of requests, the newest first.
   *
   * @param whose picks them by their owner
   * @param after only those that were made before the request of this id
   */
  public synchronized List<String> page(
      Predicate<String> whose, Optional<String> after, int count) {
    return after
        .map(id -> tenants.headMap(id, false))
        .orElse(tenants)
        .descendingMap()
        .entrySet()
        .stream()
        .filter(request -> whose.test(request.getValue()))
        .map(Map.Entry::getKey)
        .limit(count)
        .toList();
  }
}
