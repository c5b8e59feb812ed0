package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.KeySecret;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
@TestProfile(KeysTest.Required.class)
class KeysTest {

  /** As beyond the loopback. */
  public static final class Required implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("xmcgan.gateway.http.keys", "required");
    }
  }

  private static final String DRAW = "/v1/images/generations";

  @TestHTTPResource("/v1/events")
  URI events;

  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer sk-unused",
        "Basic YTpi",
        "Bearer xmcgan_01234567_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void withoutAGoodKeyNobodyIsServed(String authorization) {
    draw(given().header("Authorization", authorization))
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", "Bearer")
        .body("error.code", equalTo("invalid_api_key"));
    given().get("/v1/models").then().statusCode(401);
    given().get("/q/metrics").then().statusCode(401);
    given().get("/v1/events").then().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1;x/models",
        "/v1%3Bx/models",
        "/v1/models;x",
        "/v1/;x/models",
        "/v1/session;x/../models",
        "/v1/session/..;/models",
        "/v1%2Fmodels",
        "/v1/%6dodels",
        "//v1//models",
        "/V1/models",
        "/q;x/metrics",
        "/q//metrics",
        "/q/health/../metrics",
      })
  void noOtherSpellingOfAPathIsAWayAround(String path) {
    given().urlEncodingEnabled(false).get(path).then().statusCode(oneOf(401, 404));
  }

  @Test
  void noParameterOfAPathChangesAnything() {
    for (String path : List.of("/v1;x/releases/stable/pin", "/v1/releases;x/stable/pin")) {
      given()
          .urlEncodingEnabled(false)
          .contentType("text/plain")
          .body("{}")
          .post(path)
          .then()
          .statusCode(404)
          .body("error.code", equalTo("not_found"));
    }
  }

  @Test
  void whatABrowserAndAProbeNeedIsOpen() {
    given().get("/").then().statusCode(200);
    given().get("/q/health/live").then().statusCode(200);
    given()
        .get("/v1/session")
        .then()
        .statusCode(200)
        .body("key_required", equalTo(true))
        .body("roles.size()", equalTo(0));
  }

  @Test
  void aKeyDoesWhatItsRoleGivesUnderItsOwnersName() {
    // given
    String key = published(1, "ann", ApiRole.GENERATE);

    // when
    Response drawn = draw(with(key));

    // then
    drawn.then().statusCode(200);
    assertThat(requested(drawn.path("id")).getTenant()).isEqualTo("ann");
    with(key)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/releases/stable/pin")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_role"));
    with(key).multiPart("caption", "x").post("/v1/pairs").then().statusCode(403);
    with(key).get("/v1/models").then().statusCode(200);
  }

  @Test
  void whoReleasesIsTheKeyNotTheCallersWord() {
    // given
    String key = published(2, "the admin", ApiRole.ADMIN);

    // when
    Response pinned =
        with(key)
            .contentType(ContentType.JSON)
            .body("{\"by\": \"somebody else\"}")
            .post("/v1/releases/stable/pin");

    // then
    pinned.then().statusCode(200).body("released_by", equalTo("the admin"));
    with(key).contentType(ContentType.JSON).body("{}").post("/v1/releases/stable/unpin");
  }

  @Test
  void requestsOfOthersAreNotSeen() {
    // given
    String key = published(3, "ann", ApiRole.GENERATE);
    String other = published(4, "bob", ApiRole.GENERATE);
    String id = draw(with(key)).path("id");

    // then
    with(key).get("/v1/requests/" + id).then().statusCode(200);
    with(other).get("/v1/requests/" + id).then().statusCode(404);
    with(other).delete("/v1/requests/" + id).then().statusCode(404);
  }

  @Test
  void aKeyOfSoManyImagesAMinuteIsToldWhenToComeBack() {
    // given
    String key = KeySecret.create(new Random(7));
    publish(key(key, "carol", List.of(ApiRole.GENERATE)).setImagesPerMinute(10).build());
    await().atMost(Ready.PATIENCE).until(() -> with(key).get("/v1/models").statusCode() == 200);
    with(key)
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle", "n", 9))
        .post(DRAW)
        .then()
        .statusCode(200);

    // when
    Response refused =
        with(key)
            .contentType(ContentType.JSON)
            .body(Map.of("prompt", "a red circle", "n", 2))
            .post("/v1/requests");

    // then
    refused
        .then()
        .statusCode(429)
        .body("error.code", equalTo("rate_limit_exceeded"))
        .body("error.type", equalTo("rate_limit_error"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(30, 60);
    draw(with(key)).then().statusCode(200);
  }

  @Test
  void aHistoryIsThatOfTheKeyPageByPage() {
    // given
    String key = published(8, "dora", ApiRole.GENERATE);
    String other = published(9, "emil", ApiRole.GENERATE);
    List<String> ids = List.of(draw(with(key)).path("id"), draw(with(key)).path("id"));
    String last = draw(with(key)).path("id");
    draw(with(other));

    // when
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> with(key).get("/v1/requests").path("data.id").equals(newestFirst(ids, last)));
    Response first = with(key).get("/v1/requests?limit=1");
    Response rest = with(key).get("/v1/requests?limit=2&after=" + last);

    // then
    first
        .then()
        .body("data.id", equalTo(List.of(last)))
        .body("data.status", equalTo(List.of("done")))
        .body("data.prompt", equalTo(List.of("a red circle")))
        .body("has_more", equalTo(true));
    rest.then()
        .body("data.id", equalTo(List.of(ids.get(1), ids.get(0))))
        .body("has_more", equalTo(false));
    with(key).get("/v1/requests?user=emil").then().body("data.size()", equalTo(0));
    with(published(10, "root", ApiRole.ADMIN))
        .get("/v1/requests?user=dora&limit=50")
        .then()
        .body("data.size()", equalTo(3));
    with(key)
        .get("/v1/requests?limit=0")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("limit"));
  }

  private static List<String> newestFirst(List<String> earlier, String last) {
    return List.of(last, earlier.get(1), earlier.get(0));
  }

  @Test
  void whoChangedAReleaseIsKeptForAdmins() {
    // given
    String admin = published(11, "the auditor", ApiRole.ADMIN);
    String other = published(12, "ann", ApiRole.GENERATE, ApiRole.TRAIN);
    for (String change : List.of("pin", "unpin")) {
      with(admin)
          .contentType(ContentType.JSON)
          .body(Map.of("by", "somebody else", "reason", "a quiet week"))
          .post("/v1/releases/stable/" + change)
          .then()
          .statusCode(200);
    }

    // when
    Response newest = with(admin).get("/v1/audit?subject=stable&limit=1");
    Response before = with(admin).get("/v1/audit?limit=1&before=" + newest.path("data[0].id"));

    // then
    newest
        .then()
        .statusCode(200)
        .body("data.action", equalTo(List.of("unpinned")))
        .body("data.who", equalTo(List.of("the auditor")))
        .body("data.reason", equalTo(List.of("a quiet week")))
        .body("data.checkpoint", equalTo(List.of(FakeWorker.CHECKPOINT)))
        .body("has_more", equalTo(true));
    before.then().body("data.action", equalTo(List.of("pinned")));
    with(admin).get("/v1/audit?subject=nothing").then().body("data.size()", equalTo(0));
    with(admin).get("/v1/audit?before=x").then().statusCode(400);
    with(other).get("/v1/audit").then().statusCode(403);
  }

  @Test
  void aRevokedKeyIsGoodForNothing() {
    // given
    String key = published(5, "ann", ApiRole.GENERATE);

    // when
    publish(key, "ann", ApiRole.GENERATE, Instant.now());

    // then
    await().atMost(Ready.PATIENCE).until(() -> with(key).get("/v1/models").statusCode() == 401);
  }

  @Test
  void aRevokedKeyHearsNoMoreEvents() throws Exception {
    // given
    String key = published(13, "ann", ApiRole.GENERATE);
    HttpRequest request =
        HttpRequest.newBuilder(events).header("Authorization", "Bearer " + key).build();
    try (EventStreamClient stream = new EventStreamClient(request)) {
      await().until(() -> !stream.comments().isEmpty());

      // when
      publish(key, "ann", ApiRole.GENERATE, Instant.now());

      // then: at the next event, or heartbeat
      await().atMost(Ready.PATIENCE).until(stream::hasEnded);
    }
  }

  @Test
  void thePageKeepsAKeyWhereNoScriptReadsIt() {
    // given
    String key = published(6, "ann", ApiRole.GENERATE, ApiRole.TRAIN);

    // when
    Response opened =
        given().contentType(ContentType.JSON).body(Map.of("key", key)).post("/v1/session");

    // then
    opened
        .then()
        .statusCode(200)
        .body("name", equalTo("ann"))
        .body("roles", equalTo(List.of("generate", "train")))
        .header("Set-Cookie", containsString("HttpOnly"))
        .header("Set-Cookie", containsString("SameSite=Strict"));
    given().cookie("xmcgan-key", key).get("/v1/models").then().statusCode(200);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("key", "xmcgan_nonsense"))
        .post("/v1/session")
        .then()
        .statusCode(401);
  }

  private static RequestSpecification with(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  private static Response draw(RequestSpecification call) {
    return call.contentType(ContentType.JSON).body(Map.of("prompt", "a red circle")).post(DRAW);
  }

  /** A key that the gateway knows. */
  private String published(long seed, String name, ApiRole... roles) {
    String key = KeySecret.create(new Random(seed));
    publish(key, name, List.of(roles), null);
    await().atMost(Ready.PATIENCE).until(() -> with(key).get("/v1/models").statusCode() == 200);
    return key;
  }

  private void publish(String key, String name, ApiRole role, Instant revokedAt) {
    publish(key, name, List.of(role), revokedAt);
  }

  private void publish(String key, String name, List<ApiRole> roles, Instant revokedAt) {
    publish(key(key, name, roles).setRevokedAt(revokedAt).build());
  }

  private void publish(ApiKey key) {
    try (Records records = new Records(kafka)) {
      records.send(Topic.KEYS, key.getKeyId(), key);
    }
  }

  private static ApiKey.Builder key(String secret, String name, List<ApiRole> roles) {
    return ApiKey.newBuilder()
        .setKeyId(KeySecret.idOf(secret).orElseThrow())
        .setSecretHash(KeySecret.hash(secret))
        .setName(name)
        .setRoles(roles)
        .setCreatedAt(Published.THEN)
        .setCreatedBy("test");
  }

  private CaptionRequest requested(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
          .filter(record -> record.key().equals(id))
          .findFirst()
          .orElseThrow()
          .value();
    }
  }
}
