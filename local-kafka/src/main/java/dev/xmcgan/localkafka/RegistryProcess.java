package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import dev.xmcgan.localkafka.processes.ClassDataArchive;
import dev.xmcgan.localkafka.processes.HttpProbe;
import dev.xmcgan.localkafka.processes.JavaCommand;
import dev.xmcgan.localkafka.processes.PortInUseException;
import dev.xmcgan.localkafka.processes.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Apicurio schema registry in its own JVM, on loopback. */
public final class RegistryProcess implements AutoCloseable {

  private final RegistrySettings settings;
  private final ChildProcess process;
  private final ClassDataArchive archive;

  private RegistryProcess(
      RegistrySettings settings, ChildProcess process, ClassDataArchive archive) {
    this.settings = settings;
    this.process = process;
    this.archive = archive;
  }

  /**
   * Starts it and returns; it is not ready yet.
   *
   * @throws PortInUseException if its port is taken
   * @throws ChildProcessException if it cannot be started
   */
  public static RegistryProcess start(Installation installation, RegistrySettings settings) {
    Ports.requireFree("registry", settings.port());
    String jar = installation.registryJar().toString();
    ClassDataArchive archive = ClassDataArchive.of(installation.archives(), "registry", jar);
    List<String> options = new ArrayList<>(installation.archiveOptions(archive));
    options.addAll(RegistryOptions.of(settings));
    ChildProcess process =
        ChildProcess.start(
            new ChildCommand(
                "registry",
                JavaCommand.smallJvm(settings.heapMegabytes(), options, List.of("-jar", jar)),
                Map.of(),
                settings.workingDirectory(),
                settings.logFile(),
                settings.diesWithUs()));
    return new RegistryProcess(settings, process, archive);
  }

  /**
   * Waits until it answers.
   *
   * @throws ChildProcessException if it ends first or the time is up
   */
  public void awaitReady(Duration patience) throws InterruptedException {
    process.awaitReady(new HttpProbe(URI.create(url() + "/health/ready")), patience);
  }

  /** {@code http://host:port}; the paths of its APIs come after it. */
  public String url() {
    return "http://127.0.0.1:" + settings.port();
  }

  /** Its process: id, state, log, end. */
  public ChildProcess process() {
    return process;
  }

  /** Stops it in order; takes some seconds longer the first time, see {@link ClassDataArchive}. */
  @Override
  public void close() {
    process.stop(archive.stopPatience());
    process.exitCode().ifPresent(archive::keepAfter);
  }
}
