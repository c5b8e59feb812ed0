package dev.xmcgan.cli.supervision;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A service whose log cannot even be opened. */
record UnstartableService(ShellService like) implements Service {
  @Override
  public String name() {
    return like.name();
  }

  @Override
  public int port() {
    return like.port();
  }

  @Override
  public int tier() {
    return like.tier();
  }

  @Override
  public Path log() {
    return like.folder();
  }

  @Override
  public HealthProbe probe() {
    return like.probe();
  }

  @Override
  public HealthProbe liveness() {
    return like.liveness();
  }

  @Override
  public boolean essential() {
    return like.essential();
  }

  @Override
  public RunningService start() {
    ChildProcess process =
        ChildProcess.start(
            new ChildCommand(name(), List.of("/bin/true"), Map.of(), like.folder(), log(), true));
    return new RunningService(process, process::close);
  }
}
