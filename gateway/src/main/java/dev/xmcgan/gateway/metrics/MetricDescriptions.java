package dev.xmcgan.gateway.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Map;

/** Says what the meters of libraries are that do not say it themselves. */
@Singleton
public final class MetricDescriptions implements MeterFilter {
  private static final Map<String, String> TEXTS =
      Map.of(
          "http.server.active.requests", "Calls that are not answered yet",
          "http.server.errors", "Failures of connections, by their exception",
          "netty.allocator.memory.used", "Bytes that Netty's allocator has reserved",
          "netty.allocator.memory.pinned", "Bytes of Netty's allocator that buffers hold",
          "netty.allocator.pooled.arenas", "Arenas of Netty's pooled allocator",
          "netty.allocator.pooled.cache.size", "Entries of its caches, by the size of buffers",
          "netty.allocator.pooled.chunk.size", "Bytes that it reserves at a time",
          "netty.allocator.pooled.threadlocal.caches", "Threads with a cache of its buffers",
          "netty.eventexecutor.tasks.pending", "Tasks that wait for an event loop");

  @Override
  public Meter.Id map(Meter.Id id) {
    String text = TEXTS.get(id.getName());
    return text == null || id.getDescription() != null
        ? id
        : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), text, id.getType());
  }
}
