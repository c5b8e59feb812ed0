package dev.xmcgan.cli.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionCommandTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @Test
  void aDryRunTellsWhatItWouldDoAndDoesNothing() throws Exception {
    // given
    KafkaSettings settings = KAFKA.settings("dry-");

    // when
    CommandRun run =
        provision(
            settings,
            "--dry-run",
            "--partitions",
            "caption-requests=12",
            "--config",
            "caption-requests:retention.ms=1000");

    // then
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("make dry-caption-requests: 12 partitions, replication 1, ")
        .contains("retention.ms=1000")
        .contains("register the schema of dry-caption-requests, compatibility FULL")
        .endsWith("nothing was changed" + System.lineSeparator());
    try (Admin admin = Admin.create(settings.admin())) {
      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("dry-"));
    }
  }

  @Test
  void aCheckEndsWithOneWhereSomethingDiffers() {
    // given
    KafkaSettings settings = KAFKA.provision("check-");

    // when
    await()
        .untilAsserted(
            () -> assertThat(provision(settings, "--check").code()).isEqualTo(ExitCode.OK));
    CommandRun same = provision(settings, "--check");
    CommandRun differs = provision(settings, "--check", "--partitions", "releases=2");

    // then
    assertThat(same.code()).as(same.out()).isEqualTo(ExitCode.OK);
    assertThat(same.out().strip()).isEqualTo("nothing differs");
    assertThat(differs.code()).isEqualTo(ExitCode.FAILED);
    assertThat(differs.out())
        .startsWith("check-releases: partitions is 1, expected 2" + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --config     | caption-requests    | is not TOPIC:KEY=VALUE
          --config     | nothing:a=b         | there is no topic nothing
          --partitions | releases=0          | makes no sense
          --replication| 0                   | makes no sense
          """)
  void whatMakesNoSenseIsRefusedBeforeAnythingIsAsked(String option, String value, String words) {
    CommandRun run = CommandRun.of("provision", option, value);

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().strip().lines()).singleElement().asString().contains(words);
  }

  @Test
  void aRegistryThatRefusesIsNamed() throws Exception {
    // given
    HttpServer registry = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    registry.start();
    String url = "http://127.0.0.1:" + registry.getAddress().getPort();

    // when
    CommandRun run =
        provision(
            new KafkaSettings(KAFKA.bootstrapServers(), url, "refused-", Map.of()), "--dry-run");

    // then
    registry.stop(0);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("xmcgan: schema registry " + url + " refused", "401");
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void aClusterThatCannotBeAskedIsNamed() {
    // given
    KafkaSettings nowhere =
        new KafkaSettings("nowhere.invalid:9092", "http://nowhere.invalid", "", Map.of());

    // when
    CommandRun run = provision(nowhere, "--check");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err().strip().lines())
        .singleElement()
        .asString()
        .startsWith("xmcgan: Kafka at nowhere.invalid:9092: ")
        .contains("No resolvable bootstrap urls");
  }

  private static CommandRun provision(KafkaSettings settings, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "provision",
                "--bootstrap-servers",
                settings.bootstrapServers(),
                "--registry",
                settings.registryUrl(),
                "--topic-prefix",
                settings.topicPrefix()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
