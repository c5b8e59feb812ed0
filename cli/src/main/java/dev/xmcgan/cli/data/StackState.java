package dev.xmcgan.cli.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs on a data directory.
 *
 * @param launcher the process that supervises the services
 * @param ports where the stack is reached
 * @param topicPrefix put before every topic's name; may be empty
 * @param services in the order in which they were started
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackState(
    ProcessIdentity launcher, StackPorts ports, String topicPrefix, List<ServiceState> services) {
  public StackState {
    services = List.copyOf(services);
  }

  /** The same stack with this service added, or replaced if its name is known. */
  public StackState with(ServiceState service) {
    List<ServiceState> changed = new ArrayList<>(services);
    int at = 0;
    while (at < changed.size() && !changed.get(at).name().equals(service.name())) {
      at++;
    }
    if (at < changed.size()) {
      changed.set(at, service);
    } else {
      changed.add(service);
    }
    return new StackState(launcher, ports, topicPrefix, changed);
  }
}
