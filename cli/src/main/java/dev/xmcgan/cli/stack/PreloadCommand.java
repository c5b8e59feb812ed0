package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.ProcessIdentity;
import dev.xmcgan.cli.data.ServiceState;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.data.StateFile;
import dev.xmcgan.cli.services.HealthProbes;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;

/**
 * Goes through what {@code up} and the other commands do, against ports where nobody listens. The
 * build runs it once under {@code -XX:ArchiveClassesAtExit}.
 */
@Command(name = "preload", hidden = true, header = "Used by the build.")
public final class PreloadCommand implements Callable<Integer> {
  // the discard port: refused at once
  private static final StackPorts NOBODY = new StackPorts(9, 9, 9);

  @Override
  public Integer call() throws IOException {
    stateFile();
    HealthProbes probes = new HealthProbes();
    for (String service : List.of(ServiceNames.KAFKA, ServiceNames.GATEWAY)) {
      probes.of(service, NOBODY.gateway()).ask();
    }
    kafkaClients();
    return ExitCode.OK;
  }

  private static void stateFile() throws IOException {
    Path folder = Files.createTempDirectory("xmcgan-preload");
    DataDirectory data = new DataDirectory(folder);
    StateFile file = new StateFile(data);
    ProcessIdentity own = ProcessIdentity.of(ProcessHandle.current());
    file.write(
        new StackState(
            own, NOBODY, "", List.of(new ServiceState(ServiceNames.KAFKA, own, 9, 0, false))));
    file.read();
    file.delete();
    Files.delete(folder);
  }

  private static void kafkaClients() {
    KafkaSettings settings =
        new KafkaSettings(NOBODY.bootstrapServers(), NOBODY.registryUrl(), "", Map.of());
    Admin.create(settings.admin()).close(Duration.ZERO);
    KafkaClients.producer(settings.producer("preload")).close(Duration.ZERO);
    KafkaClients.consumer(settings.reader("preload")).close();
    ImageTextPair pair =
        ImageTextPair.newBuilder()
            .setPairId("id")
            .setCaptions(List.of("a caption"))
            .setImage(ByteBuffer.allocate(0))
            .build();
    try {
      new AvroSerdes(settings, Duration.ZERO).encode(Topic.IMAGE_TEXT_PAIRS, pair);
    } catch (KafkaException e) {
      // no registry there, as expected; its client is loaded all the same
    }
  }
}
