package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ChildCommand;
import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import dev.xmcgan.localkafka.processes.ClassDataArchive;
import dev.xmcgan.localkafka.processes.JavaCommand;
import dev.xmcgan.localkafka.processes.PortInUseException;
import dev.xmcgan.localkafka.processes.Ports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A real Kafka broker in its own JVM: one KRaft node on loopback. Its state is one directory; a
 * later start on the same directory goes on from there.
 */
public final class BrokerProcess implements AutoCloseable {

  private static final Duration FORMAT_PATIENCE = Duration.ofSeconds(60);

  private final BrokerSettings settings;
  private final ChildProcess process;
  private final ClassDataArchive archive;

  private BrokerProcess(BrokerSettings settings, ChildProcess process, ClassDataArchive archive) {
    this.settings = settings;
    this.process = process;
    this.archive = archive;
  }

  /**
   * Formats the storage if it is new, then starts the broker and returns; it is not ready yet.
   *
   * @throws PortInUseException if one of its ports is taken
   * @throws ChildProcessException if it cannot be started
   */
  public static BrokerProcess start(Installation installation, BrokerSettings settings)
      throws InterruptedException {
    Ports.requireFree("broker", settings.port());
    Ports.requireFree("broker", settings.controllerPort());
    BrokerFiles files = new BrokerFiles(settings);
    try {
      files.write();
    } catch (IOException e) {
      throw new ChildProcessException(
          "broker", "cannot write to " + settings.dataDirectory() + ": " + e.getMessage(), e);
    }
    String classPath = installation.brokerClassPath();
    if (!files.isFormatted()) {
      format(installation, settings, classPath);
    }
    ClassDataArchive archive = ClassDataArchive.of(installation.archives(), "broker", classPath);
    ChildProcess process =
        ChildProcess.start(
            command(
                "broker",
                installation,
                settings,
                archive,
                List.of("-cp", classPath, "kafka.Kafka", BrokerFiles.PROPERTIES)));
    return new BrokerProcess(settings, process, archive);
  }

  /**
   * Waits until it answers clients.
   *
   * @throws ChildProcessException if it ends first or the time is up
   */
  public void awaitReady(Duration patience) throws InterruptedException {
    process.awaitReady(new BrokerProbe(settings.port()), patience);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + settings.port();
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

  private static void format(Installation installation, BrokerSettings settings, String classPath)
      throws InterruptedException {
    ClassDataArchive archive = ClassDataArchive.of(installation.archives(), "format", classPath);
    ChildProcess format =
        ChildProcess.start(
            command(
                "broker storage",
                installation,
                settings,
                archive,
                List.of(
                    "-cp",
                    classPath,
                    "kafka.tools.StorageTool",
                    "format",
                    "--standalone",
                    "-t",
                    newClusterId(),
                    "-c",
                    BrokerFiles.PROPERTIES)));
    format.awaitExit(FORMAT_PATIENCE);
    format.exitCode().ifPresent(archive::keepAfter);
  }

  private static ChildCommand command(
      String name,
      Installation installation,
      BrokerSettings settings,
      ClassDataArchive archive,
      List<String> program) {
    List<String> options = new ArrayList<>(installation.archiveOptions(archive));
    options.add("-Dlog4j2.configurationFile=" + BrokerFiles.LOGGING);
    options.add("-Dlog4j2.disable.jmx=true");
    return new ChildCommand(
        name,
        JavaCommand.smallJvm(settings.heapMegabytes(), options, program),
        Map.of(),
        settings.dataDirectory(),
        settings.logFile(),
        settings.diesWithUs());
  }

  /** As Kafka writes them: a random UUID in 22 characters of URL-safe Base64, no leading dash. */
  private static String newClusterId() {
    while (true) {
      UUID uuid = UUID.randomUUID();
      byte[] bytes =
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      if (!id.startsWith("-")) {
        return id;
      }
    }
  }
}
