package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.localkafka.processes.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses ports on loopback and says which of those asked for are taken. */
public final class PortChoice {
  private static final int LARGEST = 65_535;

  private PortChoice() {}

  /**
   * Fails in one line that names every port that is taken, with the option that chooses another.
   *
   * @param portByOption such as {@code --kafka-port} to 29092, in the order to be told
   */
  public static void requireFree(Map<String, Integer> portByOption) {
    List<String> wrong = new ArrayList<>();
    portByOption.forEach(
        (option, port) -> {
          if (port < 1 || port > LARGEST) {
            throw CommandException.usage(option + " " + port + " is not a port (1 to 65535)");
          }
          if (Ports.isInUse(port)) {
            wrong.add(port + " (" + option + ")");
          }
        });
    if (portByOption.size() != Set.copyOf(portByOption.values()).size()) {
      throw CommandException.usage("the same port is given twice: " + portByOption);
    }
    if (!wrong.isEmpty()) {
      throw CommandException.failed(
          (wrong.size() == 1 ? "port in use: " : "ports in use: ")
              + String.join(", ", wrong)
              + "; stop what listens there or choose others");
    }
  }

  /** The preferred port if it is free and not among those taken, else one that the system picks. */
  public static int preferably(int preferred, Set<Integer> taken) {
    if (preferred <= LARGEST && !taken.contains(preferred) && !Ports.isInUse(preferred)) {
      return preferred;
    }
    // one more than are taken, so that one of them is not
    return Ports.free(taken.size() + 1).stream()
        .filter(port -> !taken.contains(port))
        .findFirst()
        .orElseThrow();
  }
}
