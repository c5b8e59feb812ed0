package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
@TestProfile(WebhooksTest.On.class)
class WebhooksTest {

  /** With a receiver on this machine. */
  public static final class On implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "xmcgan.gateway.webhooks.secret", "0123456789abcdef0123456789abcdef",
          "xmcgan.gateway.webhooks.private-addresses", "true",
          "xmcgan.gateway.webhooks.attempts", "3",
          "xmcgan.gateway.webhooks.first-retry", "50ms");
    }
  }

  private static final String PATH = "/v1/requests";

  private WebhookReceiver receiver;

  @BeforeEach
  void ready() throws Exception {
    Ready.awaitReady();
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void whoAskedIsToldSignedWhenItIsDone() throws Exception {
    // when
    String id = post(Map.of("prompt", "a red circle", "n", 2, "user", "ann")).path("id");

    // then
    WebhookReceiver.Received call = receiver.calls(1).get(0);
    JsonNode event = call.json();
    assertThat(event.path("type").asText()).isEqualTo("request.done");
    assertThat(event.path("data").path("id").asText()).isEqualTo(id);
    assertThat(event.path("data").path("images")).hasSize(2);
    given()
        .get(event.path("data").path("images").path(1).path("url").asText())
        .then()
        .statusCode(200)
        .contentType("image/png");

    // and: by the rules of Standard Webhooks, with the secret of ann alone
    assertThat(call.header("webhook-id")).isEqualTo(id);
    assertThat(call.header("webhook-signature")).isEqualTo(signed(call, secret("ann")));
    assertThat(secret("ann")).isNotEqualTo(secret("bob"));

    // and: no host and path that somebody gave becomes a label
    assertThat(given().get("/q/metrics").asString()).doesNotContain("http_client_");
  }

  @Test
  void whatFailsIsToldToo() throws Exception {
    // when
    post(Map.of("prompt", "fail with NON_FINITE_IMAGE"));

    // then
    JsonNode event = receiver.calls(1).get(0).json();
    assertThat(event.path("type").asText()).isEqualTo("request.failed");
    assertThat(event.path("data").path("error").path("code").asText())
        .isEqualTo("non_finite_image");
  }

  @Test
  void aReceiverThatFailsIsToldAgainUnderTheSameId() throws Exception {
    // given
    receiver.answers(500, 302);

    // when
    String id = post(Map.of("prompt", "a red circle")).path("id");

    // then
    assertThat(receiver.calls(3))
        .extracting(call -> call.header("webhook-id"))
        .containsExactly(id, id, id);
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> ServiceMetrics.value("xmcgan_gateway_webhooks_total{outcome=\"taken\"}") >= 1);
  }

  @Test
  void aReceiverThatWantsNoneIsAskedOnce() {
    // given
    receiver.answers(410);
    double before = givenUp();

    // when
    post(Map.of("prompt", "a red circle"));

    // then
    await().atMost(Ready.PATIENCE).until(() -> givenUp() == before + 1);
    assertThat(receiver.calls(1)).hasSize(1);
  }

  @Test
  void whatNeverComesThroughIsGivenUp() {
    // given
    receiver.answers(500, 500, 500, 500, 500);
    double before = givenUp();

    // when
    post(Map.of("prompt", "a red circle"));

    // then
    await().atMost(Ready.PATIENCE).until(() -> givenUp() == before + 1);
    assertThat(receiver.calls(3)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "ftp://example.com/a",
        "http:///path",
        "http://ann:word@example.com/",
        "http://there-is-no-such-host.invalid/",
        "http://example.com:70000/"
      })
  void whatCannotBeCalledIsRefused(String url) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle", "webhook", url))
        .post(PATH)
        .then()
        .statusCode(400)
        .body("error.param", equalTo("webhook"));
  }

  @Test
  void whoWaitsGetsNone() {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle", "webhook", receiver.url()))
        .post("/v1/images/generations")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("webhook"));
  }

  private Response post(Map<String, Object> body) {
    Map<String, Object> all = new java.util.HashMap<>(body);
    all.put("webhook", receiver.url());
    Response taken = given().contentType(ContentType.JSON).body(all).post(PATH);
    taken.then().statusCode(202);
    return taken;
  }

  private static String secret(String user) {
    return given().get("/v1/webhooks?user=" + user).then().statusCode(200).extract().path("secret");
  }

  private static String signed(WebhookReceiver.Received call, String secret) throws Exception {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String text =
        String.join(
            ".", List.of(call.header("webhook-id"), call.header("webhook-timestamp"), call.body()));
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static double givenUp() {
    return ServiceMetrics.value("xmcgan_gateway_webhooks_total{outcome=\"given_up\"}");
  }
}
