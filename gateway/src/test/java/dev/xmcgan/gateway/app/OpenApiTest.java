package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of the API, and that it is true. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class OpenApiTest {
  @Inject KafkaSettings kafka;
  @Inject ObjectMapper json;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void nothingButOurApiIsDescribed() {
    // when
    Map<String, Object> paths =
        get("/q/openapi?format=json").then().statusCode(200).extract().path("paths");

    // then
    assertThat(paths.keySet())
        .contains("/v1/requests/{id}", "/v1/requests/{id}/events", "/v1/releases/{channel}/pin")
        .allMatch(path -> path.startsWith("/v1/"));
  }

  @Test
  void everyPropertyAndParameterIsInSnakeCase() {
    // given
    JsonNode api =
        json.valueToTree(get("/q/openapi?format=json").then().extract().<Object>path("$"));

    // when
    List<String> names =
        Stream.concat(
                propertyNames(api),
                api.findValues("parameters").stream()
                    .flatMap(JsonNode::valueStream)
                    .filter(parameter -> !parameter.path("in").asText().equals("header"))
                    .map(parameter -> parameter.path("name").asText()))
            .distinct()
            .toList();

    // then
    assertThat(names)
        .contains("prompt", "b64_json", "has_more", "key_required")
        .allMatch(name -> name.matches("[a-z0-9]+(_[a-z0-9]+)*"), "snake_case");
  }

  /** Of all schemas, however deep. */
  private static Stream<String> propertyNames(JsonNode node) {
    return Stream.concat(
        node.path("properties").propertyStream().map(Map.Entry::getKey),
        node.valueStream().flatMap(OpenApiTest::propertyNames));
  }

  @Test
  void everyExampleIsAnsweredAsItIsDescribed() {
    // given
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, "step-1100", 1_100);
      Published.checkpoint(records, "step-1200", 1_200);
    }
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> get("/v1/checkpoints/step-1200").statusCode() == 200);
    Map<String, Map<String, Object>> paths =
        get("/q/openapi?format=json").then().extract().path("paths");

    // then
    new TreeMap<>(paths)
        .forEach(
            (path, methods) ->
                examples(methods.get("post"))
                    .forEach(
                        example ->
                            assertThat(post(path.replace("{channel}", "examples"), example))
                                .as("%s with %s", path, example)
                                .isIn(
                                    path.equals("/v1/session") ? Set.of(401) : Set.of(200, 202))));
  }

  private static int post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).statusCode();
  }

  /** Of what takes JSON; there is at least one. */
  private List<String> examples(Object operation) {
    JsonNode content =
        json.valueToTree(operation).path("requestBody").path("content").path("application/json");
    List<String> examples =
        content.path("examples").findValues("value").stream()
            .map(value -> value.isTextual() ? value.asText() : value.toString())
            .toList();
    assertThat(content.isMissingNode() || !examples.isEmpty()).as("%s", operation).isTrue();
    return examples;
  }

  @Test
  void everyOperationDescribesWhatItAnswers() {
    // given
    Map<String, Map<String, Object>> paths =
        get("/q/openapi?format=json").then().extract().path("paths");

    // then
    paths.forEach(
        (path, methods) ->
            methods.forEach(
                (method, operation) ->
                    assertThat(answers(json.valueToTree(operation)))
                        .as("%s %s", method, path)
                        .isNotEmpty()
                        .noneMatch(JsonNode::isEmpty)));
  }

  /** Schemas of an operation's answers but errors. */
  private static List<JsonNode> answers(JsonNode operation) {
    return operation
        .path("responses")
        .propertyStream()
        .filter(response -> response.getKey().startsWith("2"))
        .flatMap(response -> response.getValue().path("content").valueStream())
        .map(content -> content.path("schema"))
        .toList();
  }

  @Test
  void everyOperationDescribesItsErrors() {
    // given
    JsonNode api =
        json.valueToTree(get("/q/openapi?format=json").then().extract().<Object>path("$"));

    // when
    Map<String, String> errors = new TreeMap<>();
    api.path("paths")
        .propertyStream()
        .forEach(
            path ->
                path.getValue()
                    .propertyStream()
                    .filter(method -> method.getValue().has("operationId"))
                    .forEach(
                        method ->
                            errors.put(
                                method.getKey() + " " + path.getKey(), error(method.getValue()))));

    // then
    assertThat(errors).containsKeys("get /v1/models", "post /v1/releases/{channel}");
    assertThat(errors)
        .allSatisfy(
            (operation, error) ->
                assertThat(error)
                    .as(operation)
                    .isEqualTo(
                        operation.matches(".* /v1/(images|models).*")
                            ? "application/json ErrorBody"
                            : "application/problem+json Problem"));
    assertThat(api.at("/components/schemas/ErrorBody/properties/error").isMissingNode()).isFalse();
    assertThat(api.at("/components/schemas/Problem/properties/detail").isMissingNode()).isFalse();
  }

  /** Media type and schema. */
  private static String error(JsonNode operation) {
    return operation
        .at("/responses/default/content")
        .propertyStream()
        .map(
            content ->
                content.getKey()
                    + content
                        .getValue()
                        .at("/schema/$ref")
                        .asText()
                        .replace("#/components/schemas/", " "))
        .collect(Collectors.joining(", "));
  }

  @Test
  void everyActionOfTheAuditIsDescribed() {
    get("/q/openapi?format=json")
        .then()
        .body(
            "components.schemas.AuditView.properties.action.enum",
            equalTo(
                Arrays.stream(AuditAction.values())
                    .map(action -> action.name().toLowerCase(Locale.ROOT))
                    .toList()));
  }

  @Test
  void theApiIsDescribed() {
    get("/q/openapi")
        .then()
        .statusCode(200)
        .body(containsString("/v1/images/generations"))
        .body(containsString("ImagesRequest"))
        .body(containsString("/v1/pairs"));
  }
}
