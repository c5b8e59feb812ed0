package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.KeySecret;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS by configuration alone, with a certificate made for the test. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
@TestProfile(TlsTest.Encrypted.class)
class TlsTest {
  /** As the README has it. */
  public static final class Encrypted implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.test-ssl-port",
          "0",
          "quarkus.http.insecure-requests",
          "disabled",
          "quarkus.http.ssl.certificate.key-store-file",
          TestKeyStore.file().toString(),
          "quarkus.http.ssl.certificate.key-store-password",
          TestKeyStore.PASSWORD);
    }
  }

  @TestHTTPResource(value = "/", tls = true)
  URI url;

  @Inject KafkaSettings kafka;

  private HttpClient client;

  @BeforeEach
  void ready() throws Exception {
    client = HttpClient.newBuilder().sslContext(TestKeyStore.trusted()).build();
    await().atMost(Ready.PATIENCE).until(() -> get("/q/health/ready").statusCode() == 200);
  }

  @Test
  void imagesComeByTlsAndSoDoTheirUrls() throws Exception {
    // when
    HttpResponse<String> drawn =
        post("/v1/images/generations", Map.of("prompt", "a red circle", "response_format", "url"));

    // then
    assertThat(drawn.statusCode()).as(drawn.body()).isEqualTo(200);
    String image =
        new ObjectMapper().readTree(drawn.body()).path("data").path(0).path("url").asText();
    assertThat(image).startsWith(url.toString());
    assertThat(get(URI.create(image).getPath()).headers().firstValue("Content-Type"))
        .contains("image/png");
  }

  @Test
  void aKeyInTheBrowserIsSentOverTlsAlone() throws Exception {
    // given
    String key = KeySecret.create(new Random(21));
    try (Records records = new Records(kafka)) {
      String id = KeySecret.idOf(key).orElseThrow();
      records.send(
          Topic.KEYS,
          id,
          ApiKey.newBuilder()
              .setKeyId(id)
              .setSecretHash(KeySecret.hash(key))
              .setName("ann")
              .setRoles(List.of(ApiRole.GENERATE))
              .setCreatedAt(Published.THEN)
              .setCreatedBy("test")
              .build());
    }

    // when
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> post("/v1/session", Map.of("key", key)).statusCode() == 200);

    // then
    assertThat(post("/v1/session", Map.of("key", key)).headers().firstValue("Set-Cookie"))
        .hasValueSatisfying(cookie -> assertThat(cookie).contains("Secure", "HttpOnly"));
  }

  @Test
  void whoDoesNotTrustTheCertificateIsNotAnswered() {
    HttpClient other = HttpClient.newHttpClient();

    assertThatThrownBy(
            () ->
                other.send(
                    HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(url.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, Map<String, String> body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
