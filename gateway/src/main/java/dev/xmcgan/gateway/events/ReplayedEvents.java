package dev.xmcgan.gateway.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a newcomer is told first: the newest events of each name and key, in order of arrival of
 * their keys. Not thread-safe; {@link EventHub} guards it.
 */
final class ReplayedEvents {
  /** More keys than this, of workers long gone, and the one silent for longest is forgotten. */
  private static final int MAX_KEYS = 256;

  private record Source(String name, String key) {}

  private final int metricsPerTrainer;
  private final Map<Source, Deque<ServerEvent>> newest = new LinkedHashMap<>();

  ReplayedEvents(int metricsPerTrainer) {
    this.metricsPerTrainer = metricsPerTrainer;
  }

  void add(ServerEvent event) {
    Source source = new Source(event.name(), event.key());
    Deque<ServerEvent> events = newest.remove(source);
    if (events == null) {
      events = new ArrayDeque<>();
    }
    events.addLast(event);
    if (events.size() > depth(event)) {
      events.removeFirst();
    }
    newest.put(source, events);
    if (newest.size() > MAX_KEYS) {
      newest.remove(newest.keySet().iterator().next());
    }
  }

  List<ServerEvent> all() {
    List<ServerEvent> all = new ArrayList<>();
    newest.values().forEach(all::addAll);
    return all;
  }

  private int depth(ServerEvent event) {
    return event.name().equals(ServerEvent.METRICS) ? metricsPerTrainer : 1;
  }
}
