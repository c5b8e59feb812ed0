package dev.xmcgan.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicTest {
  private static final SchemaValidator BACKWARD =
      new SchemaValidatorBuilder().canReadStrategy().validateAll();

  /**
   * The files under {@code published/} are the schemas as deployments have them on their topics: a
   * changed schema must still read those; its new form is added when it is released.
   */
  @ParameterizedTest
  @MethodSource("schemas")
  void whatWasPublishedCanStillBeRead(Schema schema) throws Exception {
    // given
    Schema published = published(schema.getName());

    // then
    BACKWARD.validate(schema, List.of(published));
  }

  @Test
  void aNewFieldWithoutDefaultWouldBeNoticed() {
    // given
    Schema published = SchemaBuilder.record("A").fields().requiredString("id").endRecord();
    Schema changed =
        SchemaBuilder.record("A").fields().requiredString("id").requiredInt("n").endRecord();

    // then
    assertThatThrownBy(() -> BACKWARD.validate(changed, List.of(published)))
        .isInstanceOf(SchemaValidationException.class);
  }

  @Test
  void aCaptionRequestNeedsOnlyItsIdAndCaption() {
    // when
    List<String> required =
        CaptionRequest.getClassSchema().getFields().stream()
            .filter(field -> !field.hasDefaultValue())
            .map(Schema.Field::name)
            .toList();

    // then
    assertThat(required).containsExactly("requestId", "caption");
  }

  @Test
  void aPrefixGoesBeforeEveryName() {
    assertThat(Arrays.stream(Topic.values()).map(topic -> topic.name("team.")))
        .allMatch(name -> name.startsWith("team."))
        .contains("team.caption-requests")
        .doesNotHaveDuplicates();
  }

  static Stream<Schema> schemas() {
    return Arrays.stream(Topic.values()).flatMap(topic -> topic.valueSchema().stream());
  }

  private static Schema published(String name) throws IOException {
    try (InputStream file = TopicTest.class.getResourceAsStream("/published/" + name + ".avsc")) {
      return new Schema.Parser().parse(file);
    }
  }
}
