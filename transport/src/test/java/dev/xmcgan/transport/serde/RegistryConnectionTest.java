package dev.xmcgan.transport.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where registries have Confluent's API, and what they ask for. */
class RegistryConnectionTest {

  private static final int ID = 7;
  private static final String PASSWORD = "changeit";

  private final List<String> registered = new ArrayList<>();
  private final Map<String, String> rules = new ConcurrentHashMap<>();
  private volatile int conflicts;
  private HttpServer registry;

  @TempDir private Path directory;

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''", // Confluent's own has it at the root
    "/apis/ccompat/v7, ''", // Apicurio
    "/behind/a/proxy, /behind/a/proxy"
  })
  void theApiIsFoundWhereItIs(String place, String path) throws Exception {
    // given
    start(plain(), place, Optional.empty());
    var connection = connection(Map.of("xmcgan.registry.url", url("http") + path));

    // when, then
    assertThat(connection.schema(ID)).isEqualTo(Release.getClassSchema());
    assertThat(connection.register("a b-value", Release.getClassSchema())).isEqualTo(ID);
    assertThat(registered).containsExactly("/subjects/a+b-value/versions");
    assertThatThrownBy(() -> connection.schema(99)).isInstanceOf(UnknownSchemaException.class);
  }

  @ParameterizedTest
  @CsvSource({"''", "/apis/ccompat/v7"})
  void rulesAreToldAndSetWhereTheApiIsWithWhatItAsksFor(String place) throws Exception {
    // given
    start(plain(), place, Optional.of("Bearer t0ken"));
    KafkaSettings settings =
        settings(Map.of("xmcgan.registry.url", url("http"), "xmcgan.registry.token", "t0ken"));
    var compatibility = new SchemaCompatibility(settings, Duration.ofMillis(500));

    // when, then: none is set at first
    assertThat(compatibility.others())
        .containsEntry(Topic.CAPTION_REQUESTS, "not set")
        .containsEntry(Topic.RELEASES, "not set")
        .doesNotContainKey(Topic.DEAD_LETTERS);
    compatibility.set();
    assertThat(compatibility.others()).isEmpty();
    assertThat(rules)
        .containsEntry("caption-requests-value", "FULL")
        .containsEntry("releases-value", "BACKWARD");
  }

  @Test
  void aRuleThatSomebodyElseMakesMeanwhileIsChanged() throws Exception {
    // given
    start(plain(), "", Optional.empty());
    conflicts = 1;

    // when
    connection(Map.of("xmcgan.registry.url", url("http"))).setCompatibility("a-value", "FULL");

    // then
    assertThat(rules).containsEntry("a-value", "FULL");
  }

  @Test
  void aNameAndAPasswordAreShown() throws Exception {
    // given
    start(plain(), "", Optional.of("Basic YW5uOnPDqXNhbWU="));

    // when, then
    assertThat(
            connection(
                    Map.of(
                        "xmcgan.registry.url", url("http"),
                        "xmcgan.registry.username", "ann",
                        "xmcgan.registry.password", "sésame"))
                .schema(ID))
        .isEqualTo(Release.getClassSchema());
  }

  @Test
  void aTokenIsShown() throws Exception {
    // given
    start(plain(), "", Optional.of("Bearer t0ken"));

    // when, then
    assertThat(
            connection(Map.of("xmcgan.registry.url", url("http"), "xmcgan.registry.token", "t0ken"))
                .schema(ID))
        .isEqualTo(Release.getClassSchema());
  }

  @Test
  void aRefusalIsNoOutage() throws Exception {
    // given
    start(plain(), "", Optional.of("Bearer t0ken"));
    KafkaSettings settings = settings(Map.of("xmcgan.registry.url", url("http")));

    // when, then
    assertThatThrownBy(
            () -> new AvroSerdes(settings).serializer(Release.class).serialize("t", release()))
        .isInstanceOf(SerializationException.class)
        .isNotInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("refused")
        .hasMessageContaining("401");
  }

  @Test
  void aPrivateAuthorityIsTrustedWhereItIsNamedAlone() throws Exception {
    // given
    Path authority = directory.resolve("ca.pem");
    start(withOwnCertificate(authority), "", Optional.empty());

    // when, then
    assertThat(
            connection(
                    Map.of(
                        "xmcgan.registry.url", url("https"),
                        "xmcgan.registry.ca-file", authority.toString()))
                .schema(ID))
        .isEqualTo(Release.getClassSchema());
    assertThatThrownBy(() -> connection(Map.of("xmcgan.registry.url", url("https"))).schema(ID))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("certification path");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.registry.username, ann, xmcgan.registry.username, bob, go together",
    "xmcgan.registry.ca-file, nowhere.pem, xmcgan.topic-prefix, x, ca-file nowhere.pem",
  })
  void whatMakesNoSenseIsToldByItsKey(
      String key, String value, String other, String otherValue, String message) throws Exception {
    // given
    start(plain(), "", Optional.empty());
    Map<String, String> keys = new HashMap<>(Map.of("xmcgan.registry.url", url("http")));
    keys.put(other, otherValue);
    keys.put(key, value);

    // when, then
    assertThatThrownBy(() -> connection(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void secretsAreNotPrinted() throws Exception {
    // given
    start(plain(), "", Optional.empty());

    // when, then
    assertThat(
            settings(Map.of("xmcgan.registry.url", url("http"), "xmcgan.registry.token", "t0ken"))
                .toString())
        .doesNotContain("t0ken");
  }

  private static Release release() {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId("c")
        .setReleasedBy("test")
        .setReason("because")
        .setReleasedAt(Instant.EPOCH)
        .build();
  }

  private static RegistryConnection connection(Map<String, String> keys) {
    return new RegistryConnection(settings(keys), Duration.ofMillis(500));
  }

  private static KafkaSettings settings(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("xmcgan.kafka.bootstrap-servers", "broker:9092");
    return KafkaKeys.settings(all.keySet(), key -> Optional.ofNullable(all.get(key)));
  }

  private String url(String scheme) {
    return scheme + "://127.0.0.1:" + registry.getAddress().getPort();
  }

  private static HttpServer plain() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private HttpServer withOwnCertificate(Path certificate) throws Exception {
    Path store = directory.resolve("store.p12");
    keytool(
        store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=registry", "-ext", "san=ip:127.0.0.1");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "registry", "-keystore", store.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private void start(HttpServer server, String place, Optional<String> authorization) {
    registry = server;
    registry.createContext(
        "/",
        exchange -> {
          String shown = exchange.getRequestHeaders().getFirst("Authorization");
          if (authorization.isPresent() && !authorization.get().equals(shown)) {
            send(exchange, 401, "{\"error_code\":40101,\"message\":\"who are you?\"}");
          } else {
            answer(exchange, place);
          }
        });
    registry.start();
  }

  private void answer(HttpExchange exchange, String place) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals(place + "/schemas/ids/" + ID)) {
      send(exchange, 200, "{\"schema\":" + TextNode.valueOf(schema()) + "}");
    } else if (path.equals(place + "/subjects")) {
      send(exchange, 200, "[]");
    } else if (path.startsWith(place + "/config/")) {
      rule(exchange, path.substring((place + "/config/").length()));
    } else if (path.startsWith(place + "/subjects/")
        && exchange.getRequestMethod().equals("POST")) {
      JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
      assertThat(body.path("schema").asText()).isEqualTo(schema());
      registered.add(path.substring(place.length()));
      send(exchange, 200, "{\"id\":" + ID + "}");
    } else {
      send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    }
  }

  private void rule(HttpExchange exchange, String subject) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      String rule = rules.get(subject);
      if (rule == null) {
        send(exchange, 404, "{\"error_code\":40408,\"message\":\"no rule of its own\"}");
      } else {
        send(exchange, 200, "{\"compatibilityLevel\":\"" + rule + "\"}");
      }
    } else if (conflicts > 0) {
      conflicts--;
      send(exchange, 409, "{\"error_code\":409,\"message\":\"it is being made\"}");
    } else {
      JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
      rules.put(subject, body.path("compatibility").asText());
      send(exchange, 200, body.toString());
    }
  }

  private static String schema() {
    return Release.getClassSchema().toString();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
