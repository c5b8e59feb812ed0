package dev.xmcgan.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import dev.xmcgan.localkafka.processes.PortInUseException;
import dev.xmcgan.localkafka.processes.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real broker and the real registry, started and stopped. */
class LocalKafkaTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Installation INSTALLATION =
      Installation.under(Path.of(System.getProperty("xmcgan.home")));

  @TempDir Path data;
  private List<Integer> ports;

  @BeforeEach
  void pickPorts() {
    ports = Ports.free(3);
  }

  @Test
  void topicsAndSchemasSurviveARestartOfBoth() throws Exception {
    // given a topic and a schema
    String cluster;
    int id;
    try (BrokerProcess broker = startBroker();
        RegistryProcess registry = startRegistry(broker)) {
      broker.awaitReady(PATIENCE);
      registry.awaitReady(PATIENCE);
      try (Admin admin = admin(broker)) {
        cluster = admin.describeCluster().clusterId().get();
        admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1))).all().get();
      }
      id = register(registry);
      assertThat(broker.process().state()).isEqualTo(ChildProcess.State.READY);
    }

    // when both are started again on the same directory
    try (BrokerProcess broker = startBroker();
        RegistryProcess registry = startRegistry(broker)) {
      broker.awaitReady(PATIENCE);
      registry.awaitReady(PATIENCE);

      // then
      try (Admin admin = admin(broker)) {
        assertThat(admin.describeCluster().clusterId().get()).isEqualTo(cluster);
        assertThat(admin.listTopics().names().get()).contains("kept");
        assertThat(retention(admin, "kafkasql-journal")).isEqualTo("-1");
      }
      assertThat(get(registry, "/schemas/ids/" + id)).contains("greeting");
    }
  }

  @Test
  void aKilledBrokerGoesOnFromItsData() throws Exception {
    // given
    try (BrokerProcess broker = startBroker()) {
      broker.awaitReady(PATIENCE);
      try (Admin admin = admin(broker)) {
        admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
      }
      broker.process().kill();
    }

    // when
    try (BrokerProcess broker = startBroker()) {
      broker.awaitReady(PATIENCE);

      // then
      try (Admin admin = admin(broker)) {
        assertThat(admin.listTopics().names().get()).contains("kept");
      }
    }
  }

  @Test
  void aPortInUseIsNamedBeforeAnythingStarts() throws Exception {
    // given
    try (ServerSocket taken = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {

      // when, then
      assertThatThrownBy(this::startBroker)
          .isInstanceOf(PortInUseException.class)
          .hasMessage(
              "broker cannot listen on 127.0.0.1:%d: the port is in use", taken.getLocalPort());
    }
  }

  @Test
  void aBrokerThatCannotUseItsDataSaysWhy() throws Exception {
    // given storage that belongs to another node
    try (BrokerProcess broker = startBroker()) {
      broker.awaitReady(PATIENCE);
    }
    Path meta = data.resolve("broker").resolve("kafka").resolve("meta.properties");
    Files.writeString(meta, Files.readString(meta).replace("node.id=1", "node.id=7"));

    // when
    try (BrokerProcess broker = startBroker()) {

      // then
      assertThatThrownBy(() -> broker.awaitReady(PATIENCE))
          .isInstanceOfSatisfying(
              ChildProcessException.class,
              failure ->
                  assertThat(failure.lastLogLines())
                      .anySatisfy(line -> assertThat(line).contains("Stored node id 7")));
    }
  }

  @Test
  void anyPathWillDoForTheData() throws Exception {
    // given what is an umlaut, a list, an escape or a variable elsewhere
    data = data.resolve("Übung, 50 % von $HOME ${user.home} %20 \\u0041\\");

    // when
    try (BrokerProcess broker = startBroker()) {
      broker.awaitReady(PATIENCE);

      // then
      assertThat(data.resolve("broker").resolve("kafka").resolve("meta.properties"))
          .isRegularFile();
      assertThat(data).isDirectoryContaining("glob:**/broker.log");
      assertThat(broker.process().lastLogLines(20))
          .as("its logging is configured")
          .anyMatch(line -> line.matches("[0-9-]{10} [0-9:.]{12} WARN  QuorumController - .*"));
    }
    try (var beside = Files.list(data.getParent())) {
      assertThat(beside).containsExactly(data);
    }
  }

  private BrokerProcess startBroker() throws InterruptedException {
    return BrokerProcess.start(
        INSTALLATION,
        new BrokerSettings(
            data.resolve("broker"),
            data.resolve("broker.log"),
            ports.get(0),
            ports.get(1),
            BrokerSettings.DEFAULT_HEAP_MEGABYTES,
            true));
  }

  private RegistryProcess startRegistry(BrokerProcess broker) {
    return RegistryProcess.start(
        INSTALLATION,
        new RegistrySettings(
            data.resolve("registry"),
            data.resolve("registry.log"),
            ports.get(2),
            new RegistryStorage.InKafka(broker.bootstrapServers()),
            RegistrySettings.DEFAULT_HEAP_MEGABYTES,
            true));
  }

  private static Admin admin(BrokerProcess broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String retention(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .get()
        .get(resource)
        .get("retention.ms")
        .value();
  }

  /** Registers a schema the way a Confluent client does. */
  private static int register(RegistryProcess registry) throws Exception {
    String body =
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"greeting\\\",\\\"fields\\\":[]}\"}";
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            registry.url() + "/apis/ccompat/v7/subjects/greetings-value/versions"))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return Integer.parseInt(response.body().replaceAll("\\D", ""));
  }

  private static String get(RegistryProcess registry, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(registry.url() + "/apis/ccompat/v7" + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
