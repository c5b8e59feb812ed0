package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.health.ResidentMemory;
import dev.xmcgan.cli.services.HealthProbes;
import java.time.Instant;

/**
 * How one service is at this moment.
 *
 * @param state {@code given-up}, {@code dead}, {@code starting}, {@code healthy}, or what the
 *     service calls it
 * @param residentBytes memory it holds; 0 when dead or unknown
 */
record ServiceReport(
    String name,
    long pid,
    String state,
    int port,
    long residentBytes,
    int restarts,
    Instant startedAt) {

  static ServiceReport of(ServiceState service, HealthProbes probes) {
    long pid = service.process().pid();
    boolean alive = service.process().find().isPresent();
    String state = alive ? probes.of(service.name(), service.port()).ask().state() : "dead";
    if (service.givenUp()) {
      state = "given-up";
    }
    long resident = alive ? ResidentMemory.of(pid).orElse(0) : 0;
    return new ServiceReport(
        service.name(),
        pid,
        state,
        service.port(),
        resident,
        service.restarts(),
        service.process().startedAt());
  }
}
