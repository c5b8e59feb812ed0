package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of an OpenID Connect provider in place of keys. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
@WithTestResource(OidcWiremockTestResource.class)
@TestProfile(AccessTokensTest.WithProvider.class)
class AccessTokensTest {

  /** As the README has it; the provider's address comes from the test's own. */
  public static final class WithProvider implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "xmcgan.gateway.http.keys", "required",
          "quarkus.oidc.tenant-enabled", "true",
          "quarkus.oidc.auth-server-url", "${keycloak.url:replaced-by-test-jwt}/realms/quarkus/",
          "quarkus.oidc.client-id", "quarkus-app");
    }
  }

  @TestHTTPResource("/v1/events")
  URI events;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void aTokenDoesWhatItsRolesGiveUnderItsOwnName() {
    // given
    RequestSpecification ann = with("ann", "generate", "something-else");

    // then
    ann.get("/v1/session")
        .then()
        .statusCode(200)
        .body("name", equalTo("oidc:ann"))
        .body("roles", contains("generate"));
    with("ann", "generate").get("/v1/models").then().statusCode(200);
    with("ann", "generate")
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle"))
        .post("/v1/images/generations")
        .then()
        .statusCode(200);
    with("ann", "generate")
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/releases/stable/pin")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_role"));
  }

  @Test
  void whoReleasesIsInTheRecord() {
    // when, then
    with("rose", "admin")
        .contentType(ContentType.JSON)
        .body("{\"by\": \"somebody else\"}")
        .post("/v1/releases/stable/pin")
        .then()
        .statusCode(200)
        .body("released_by", equalTo("oidc:rose"));
    with("rose", "admin")
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/releases/stable/unpin");
  }

  @Test
  void aTokenWithoutRolesMayDoNothing() {
    with("nobody")
        .get("/v1/models")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_role"));
  }

  @Test
  void whatTheProviderDidNotSignIsNoToken() {
    // given
    String token = OidcWiremockTestResource.getAccessToken("ann", Set.of("generate"));
    String signature = token.substring(token.lastIndexOf('.') + 1);
    String forged = token.replace(signature, new StringBuilder(signature).reverse());

    // then
    for (String each : new String[] {forged, "sk-unused", "a.b.c", token + "x"}) {
      given()
          .header("Authorization", "Bearer " + each)
          .get("/v1/models")
          .then()
          .statusCode(401)
          .body("error.code", equalTo("invalid_api_key"));
    }
  }

  @Test
  void aTokenThatExpiresHearsNoMoreEvents() throws Exception {
    // given
    String lasting = OidcWiremockTestResource.getAccessToken("ann", Set.of("generate"));
    String soonOver =
        Jwt.preferredUserName("ann")
            .groups("generate")
            .issuer("https://server.example.com")
            .expiresIn(Duration.ofSeconds(10))
            .jws()
            .keyId("1")
            .sign("privateKey.jwk");
    try (EventStreamClient stays = new EventStreamClient(events(lasting));
        EventStreamClient ends = new EventStreamClient(events(soonOver))) {
      // when: both hear something
      await().until(() -> !stays.comments().isEmpty() && !ends.comments().isEmpty());

      // then
      await().atMost(Ready.PATIENCE).until(ends::hasEnded);
      assertThat(stays.hasEnded()).isFalse();
    }
    given().header("Authorization", "Bearer " + soonOver).get("/v1/events").then().statusCode(401);
  }

  private HttpRequest events(String token) {
    return HttpRequest.newBuilder(events).header("Authorization", "Bearer " + token).build();
  }

  private static RequestSpecification with(String user, String... roles) {
    String token = OidcWiremockTestResource.getAccessToken(user, Set.copyOf(Arrays.asList(roles)));
    return given().header("Authorization", "Bearer " + token);
  }
}
