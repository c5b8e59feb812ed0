package dev.xmcgan.localkafka.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param name for messages and listings
 * @param command program and arguments
 * @param environment on top of our own
 * @param directory working directory; made if missing
 * @param logFile what the child prints is appended to it
 * @param diesWithUs whether the child is killed when this JVM ends without stopping it, even by
 *     {@code kill -9}
 */
public record ChildCommand(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path directory,
    Path logFile,
    boolean diesWithUs) {

  public ChildCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    directory = directory.toAbsolutePath();
    logFile = logFile.toAbsolutePath();
    if (command.isEmpty()) {
      throw new IllegalArgumentException(name + ": the command is empty");
    }
  }
}
