package dev.xmcgan.cli.supervision;

import dev.xmcgan.cli.health.Health;
import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real child process that runs a line of shell. */
record ShellService(String name, int tier, String script, Path folder) implements Service {
  static final String RUNS = "while :; do sleep 0.1; done";

  @Override
  public int port() {
    return 1;
  }

  @Override
  public Path log() {
    return folder.resolve(name + ".log");
  }

  @Override
  public HealthProbe probe() {
    return () -> Health.HEALTHY;
  }

  /** It hangs while there is a file of that name. */
  Path hung() {
    return folder.resolve(name + ".hung");
  }

  @Override
  public HealthProbe liveness() {
    return () -> Files.exists(hung()) ? Health.UNHEALTHY : Health.HEALTHY;
  }

  /** What the others stand on is. */
  @Override
  public boolean essential() {
    return tier == 0;
  }

  @Override
  public RunningService start() {
    ChildProcess process =
        ChildProcess.start(
            new ChildCommand(
                name, List.of("/bin/sh", "-c", script), Map.of(), folder, log(), true));
    return new RunningService(process, process::close);
  }
}
