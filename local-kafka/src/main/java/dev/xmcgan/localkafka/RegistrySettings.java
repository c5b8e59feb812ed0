package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ChildCommand;
import java.nio.file.Path;

/**
 * A schema registry on loopback.
 *
 * @param workingDirectory where it runs; holds no state
 * @param logFile what it prints
 * @param port its HTTP port
 * @param storage where schemas are kept
 * @param heapMegabytes largest heap
 * @param diesWithUs see {@link ChildCommand#diesWithUs}
 */
public record RegistrySettings(
    Path workingDirectory,
    Path logFile,
    int port,
    RegistryStorage storage,
    int heapMegabytes,
    boolean diesWithUs) {

  /** Enough for the local stack. */
  public static final int DEFAULT_HEAP_MEGABYTES = 192;

  public RegistrySettings {
    workingDirectory = workingDirectory.toAbsolutePath();
    logFile = logFile.toAbsolutePath();
  }
}
