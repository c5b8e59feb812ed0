package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ChildCommand;
import java.nio.file.Path;
import java.util.Map;

/**
 * A single-node broker on loopback.
 *
 * @param dataDirectory its log directories and configuration; formatted at the first start
 * @param logFile what it prints
 * @param port for clients
 * @param controllerPort for its own controller
 * @param heapMegabytes largest heap
 * @param diesWithUs see {@link ChildCommand#diesWithUs}
 * @param properties of the broker, over ours
 */
public record BrokerSettings(
    Path dataDirectory,
    Path logFile,
    int port,
    int controllerPort,
    int heapMegabytes,
    boolean diesWithUs,
    Map<String, String> properties) {

  /** Enough for the local stack. */
  public static final int DEFAULT_HEAP_MEGABYTES = 256;

  public BrokerSettings {
    dataDirectory = dataDirectory.toAbsolutePath();
    logFile = logFile.toAbsolutePath();
    properties = Map.copyOf(properties);
  }

  /** As ours are. */
  public BrokerSettings(
      Path dataDirectory,
      Path logFile,
      int port,
      int controllerPort,
      int heapMegabytes,
      boolean diesWithUs) {
    this(dataDirectory, logFile, port, controllerPort, heapMegabytes, diesWithUs, Map.of());
  }
}
