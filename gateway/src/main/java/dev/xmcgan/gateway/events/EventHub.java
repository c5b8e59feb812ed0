package dev.xmcgan.gateway.events;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every client the newest events, then the live ones, none twice and none left out between
 * the two. What a client has not read yet is buffered up to a bound; beyond it the client is
 * dropped, and is expected to come back and be told the newest again.
 */
@Singleton
public final class EventHub {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int clientBuffer;
  private final int maxClients;
  private final GatewayMetrics metrics;

  // one lock for replay and clients: a newcomer must neither miss an event nor get it twice
  private final Object lock = new Object();
  private final ReplayedEvents replayed;

  /** Each with the name of its key, empty without one. */
  private final Map<MultiEmitter<? super ServerEvent>, Optional<String>> clients =
      new LinkedHashMap<>();

  private boolean stopped;

  EventHub(GatewayConfig config, GatewayMetrics metrics) {
    this.clientBuffer = config.events().clientBuffer();
    this.maxClients = config.events().maxClients();
    this.metrics = metrics;
    this.replayed = new ReplayedEvents(config.events().replayedMetrics());
  }

  /**
   * A stream for one client.
   *
   * @param key the name of its key, of which no one takes more than half of all streams; empty
   *     without one
   * @throws ApiException 503 when there are too many clients, or the gateway stops; 429 when the
   *     key has too many
   */
  public Multi<ServerEvent> subscribe(Optional<String> key) {
    int buffer;
    synchronized (lock) {
      if (stopped || clients.size() >= maxClients) {
        throw new ApiException(
            ApiError.unavailable(
                "too_many_event_clients", "No further event stream can be served.", RETRY_AFTER));
      }
      if (key.isPresent() && 2 * Collections.frequency(clients.values(), key) >= maxClients) {
        throw new ApiException(
            new ApiError(
                429,
                "This key has half of all event streams open.",
                null,
                "too_many_event_streams",
                RETRY_AFTER));
      }
      buffer = clientBuffer + replayed.all().size();
    }
    return Multi.createFrom()
        .<ServerEvent>emitter(client -> admit(client, key), buffer)
        .onFailure()
        .invoke(
            tooSlow -> {
              metrics.eventClientDropped();
              LOG.atInfo()
                  .addKeyValue("reason", tooSlow.getMessage())
                  .log("an event client was dropped");
            });
  }

  /** Tells everybody, and later newcomers. */
  void publish(ServerEvent event) {
    synchronized (lock) {
      replayed.add(event);
      emitToAll(event);
    }
  }

  /** Sends a comment to every client. */
  public void heartbeat() {
    synchronized (lock) {
      emitToAll(ServerEvent.HEARTBEAT);
    }
  }

  /** How many clients are connected. */
  public int clients() {
    synchronized (lock) {
      return clients.size();
    }
  }

  /** Ends all streams; the gateway stops. */
  public void stop() {
    List<MultiEmitter<? super ServerEvent>> all;
    synchronized (lock) {
      stopped = true;
      all = new ArrayList<>(clients.keySet());
      clients.clear();
    }
    all.forEach(MultiEmitter::complete);
  }

  private void admit(MultiEmitter<? super ServerEvent> client, Optional<String> key) {
    client.onTermination(() -> remove(client));
    synchronized (lock) {
      client.emit(ServerEvent.HEARTBEAT); // the response begins now, even when nothing is known yet
      replayed.all().forEach(client::emit);
      clients.put(client, key);
    }
  }

  private void remove(MultiEmitter<? super ServerEvent> client) {
    synchronized (lock) {
      clients.remove(client);
    }
  }

  private void emitToAll(ServerEvent event) {
    // a copy: a client that is dropped by this very event removes itself
    new ArrayList<>(clients.keySet()).forEach(client -> client.emit(event));
  }
}
