package dev.xmcgan.cli.services;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.cli.supervision.RunningService;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import dev.xmcgan.localkafka.processes.ClassDataArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of our services in a JVM of its own.
 *
 * @param module whose build made it; processes of one module share a class-data archive
 * @param runner {@code quarkus-run.jar}
 * @param nice program and arguments in front of {@code java}; may be empty
 * @param jvmFlags such as the heap limit
 * @param environment its configuration
 * @param directory where it runs
 * @param archives folder of class-data archives
 */
record QuarkusService(
    String name,
    String module,
    int port,
    Path log,
    HealthProbe probe,
    HealthProbe liveness,
    Path runner,
    List<String> nice,
    List<String> jvmFlags,
    Map<String, String> environment,
    Path directory,
    Path archives)
    implements Service {

  @Override
  public int tier() {
    return StartOrder.APPLICATION;
  }

  /** Without the gateway nobody is served; a worker that fails leaves the others at work. */
  @Override
  public boolean essential() {
    return name.equals(ServiceNames.GATEWAY);
  }

  @Override
  public RunningService start() {
    try {
      QuarkusApplication application = QuarkusApplication.of(runner);
      ClassDataArchive archive =
          ClassDataArchive.of(archives, module, Fingerprint.of(application.jars()));
      List<String> command = new ArrayList<>(nice);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmFlags);
      command.addAll(archive.jvmOptions());
      command.addAll(application.arguments());
      ChildProcess process =
          ChildProcess.start(new ChildCommand(name, command, environment, directory, log, true));
      return new RunningService(
          process,
          () -> {
            process.stop(archive.stopPatience());
            process.exitCode().ifPresent(archive::keepAfter);
          });
    } catch (IOException e) {
      throw new ChildProcessException(name, "cannot read its jars: " + e.getMessage(), e);
    }
  }
}
