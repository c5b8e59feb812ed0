package dev.xmcgan.transport.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against the real registry, as a stranger's client meets it. */
class SchemaCompatibilityTest {

  private static final int CONFLICT = 409;
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aSchemaThatCannotReadOurRequestsIsRefused() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("stranger-");
    Schema needsMore = with(CaptionRequest.getClassSchema(), "style", "\"string\"", null);

    // when
    HttpResponse<String> answer = register(settings, Topic.CAPTION_REQUESTS, needsMore);

    // then ours stays the latest
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(CONFLICT);
    assertThat(latest(settings, Topic.CAPTION_REQUESTS)).isEqualTo(CaptionRequest.getClassSchema());
  }

  @Test
  void aSchemaWithOneOptionalFieldMoreIsTaken() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("more-");
    Schema more = with(CaptionRequest.getClassSchema(), "style", "[\"null\",\"string\"]", "null");

    // when
    HttpResponse<String> answer = register(settings, Topic.CAPTION_REQUESTS, more);

    // then, and our own goes on being found
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    new TopicProvisioner(settings).provision((short) 1);
    await()
        .untilAsserted(
            () ->
                assertThat(new TopicProvisioner(settings).differences(TopicOptions.replicated(1)))
                    .isEmpty());
  }

  @Test
  void answersOnlyNeedToStayReadable() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("answers-");
    List<Schema.Field> fewer = new ArrayList<>(ImageResult.getClassSchema().getFields());
    fewer.remove(0);

    // when, then: a reader of ours that wants a field more cannot read what was written
    Schema needsMore = with(ImageResult.getClassSchema(), "style", "\"string\"", null);
    assertThat(register(settings, Topic.IMAGE_RESULTS, needsMore).statusCode()).isEqualTo(CONFLICT);
    // but one that wants a field less can
    assertThat(
            register(settings, Topic.IMAGE_RESULTS, of(ImageResult.getClassSchema(), fewer))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aRuleThatSomebodyTookAwayIsTold() throws Exception {
    // given
    KafkaSettings settings = KAFKA.provision("rule-");
    String topic = settings.topic(Topic.CAPTION_REQUESTS);

    // when
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api(settings) + "/config/" + topic + "-value"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"NONE\"}"))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);

    // then
    await()
        .untilAsserted(
            () ->
                assertThat(new TopicProvisioner(settings).differences(TopicOptions.replicated(1)))
                    .containsExactly(
                        new TopicDifference(topic, "schema compatibility", "NONE", "FULL")));
  }

  private HttpResponse<String> register(KafkaSettings settings, Topic topic, Schema schema)
      throws Exception {
    String subject = settings.topic(topic) + "-value";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api(settings) + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.writeValueAsString(Map.of("schema", schema.toString()))))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Schema latest(KafkaSettings settings, Topic topic) throws Exception {
    String subject = settings.topic(topic) + "-value";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(api(settings) + "/subjects/" + subject + "/versions/latest"))
            .build();
    JsonNode answer =
        JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    return new Schema.Parser().parse(answer.path("schema").asText());
  }

  private static String api(KafkaSettings settings) {
    return settings.registryUrl() + "/apis/ccompat/v7";
  }

  private static Schema with(Schema schema, String name, String type, String nullDefault) {
    List<Schema.Field> fields = new ArrayList<>(schema.getFields());
    Schema parsed = new Schema.Parser().parse(type);
    fields.add(
        nullDefault == null
            ? new Schema.Field(name, parsed)
            : new Schema.Field(name, parsed, null, Schema.Field.NULL_DEFAULT_VALUE));
    return of(schema, fields);
  }

  private static Schema of(Schema schema, List<Schema.Field> fields) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        fields.stream().map(field -> new Schema.Field(field, field.schema())).toList());
  }
}
