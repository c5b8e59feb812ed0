package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads docker-compose.yml where no container engine can start it: it parses, its references lead
 * somewhere, and nothing listens beyond loopback.
 */
class ComposeFileTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static JsonNode services;

  @BeforeAll
  static void parses() throws IOException {
    services =
        new YAMLMapper().readTree(HOME.resolve("docker-compose.yml").toFile()).get("services");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "registry", "gateway", "generator-worker", "trainer-worker"})
  void hasEveryService(String name) {
    assertThat(services.has(name)).isTrue();
  }

  @Test
  void everyBuiltServiceNamesAStageOfTheDockerfile() throws IOException {
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      JsonNode build = service.getValue().path("build");
      if (build.isMissingNode()) {
        assertThat(service.getValue().path("image").asText()).as(service.getKey()).contains(":");
        continue;
      }
      Path dockerfile = HOME.resolve(build.path("dockerfile").asText());
      assertThat(Files.readString(dockerfile)).contains(" AS " + build.path("target").asText());
      String module = build.path("args").path("SERVICE").asText("");
      assertThat(HOME.resolve(module)).as(service.getKey()).isDirectory();
    }
  }

  @Test
  void theImageThatProvisionsCarriesNoTensorLibrary() throws IOException {
    // given: what its stage copies
    String stage = Files.readString(HOME.resolve("docker/Dockerfile")).split(" AS cli\\R", 2)[1];
    assertThat(stage).contains("cli/target/lib/").doesNotContain("lab/");

    // then
    try (Stream<Path> jars = Files.list(HOME.resolve("cli/target/lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .anyMatch(name -> name.startsWith("cli-"))
          .noneMatch(name -> name.contains("pytorch") || name.startsWith("model-"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "generator-worker", "trainer-worker"})
  void ownServicesAreBoundedAndWatched(String name) throws IOException {
    JsonNode service = services.get(name);
    assertThat(service.path("mem_limit").asText()).isNotEmpty();
    assertThat(service.has("<<")).as("has what all have").isTrue();
    JsonNode shared =
        new YAMLMapper().readTree(HOME.resolve("docker-compose.yml").toFile()).path("x-service");
    assertThat(shared.path("healthcheck").path("test").toString()).contains("/q/health/live");
    assertThat(shared.path("read_only").asBoolean()).isTrue();
    assertThat(Files.readString(HOME.resolve("docker/Dockerfile"))).doesNotContain("VOLUME");
  }

  @Test
  void everyDependencyIsAService() {
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      service
          .getValue()
          .path("depends_on")
          .fieldNames()
          .forEachRemaining(name -> assertThat(services.has(name)).as(name).isTrue());
    }
  }

  @Test
  void portsArePublishedOnLoopbackOnly() {
    for (JsonNode service : services) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
  }
}
