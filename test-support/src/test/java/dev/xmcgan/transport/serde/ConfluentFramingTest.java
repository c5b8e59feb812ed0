package dev.xmcgan.transport.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfluentFramingTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final String PREFIX = "framing-";
  private static final CaptionRequest REQUEST =
      CaptionRequest.newBuilder()
          .setRequestId("r1")
          .setCaption("a red circle above a blue square")
          .setSeed(7L)
          .setDeadline(Instant.parse("2030-01-02T03:04:05Z"))
          .build();

  private static KafkaSettings settings;
  private static AvroSerdes serdes;
  private static ConfluentClient confluent;

  @BeforeAll
  static void provision() {
    settings = KAFKA.provision(PREFIX);
    serdes = new AvroSerdes(settings);
    confluent = new ConfluentClient(KAFKA.registryUrl());
  }

  @Test
  void aConfluentClientReadsWhatWeWrite() throws Exception {
    // given
    byte[] framed = serdes.encode(Topic.CAPTION_REQUESTS, REQUEST);

    // when
    GenericRecord record = confluent.decode(framed);

    // then
    assertThat(record.get("requestId")).hasToString("r1");
    assertThat(record.get("caption")).hasToString("a red circle above a blue square");
    assertThat(record.get("seed")).isEqualTo(7L);
    assertThat(record.get("format")).hasToString("PNG");
  }

  @Test
  void everySchemaIsFoundUnderItsTopicsNameInOnePiece() throws Exception {
    for (Topic topic : Topic.values()) {
      if (topic.valueSchema().isEmpty()) {
        continue;
      }
      // when
      var version = confluent.get("/subjects/" + settings.topic(topic) + "-value/versions/latest");

      // then
      assertThat(version.get("subject").asText()).isEqualTo(settings.topic(topic) + "-value");
      assertThat(version.path("references")).isEmpty();
      assertThat(new Schema.Parser().parse(version.get("schema").asText()))
          .isEqualTo(topic.valueSchema().get());
    }
  }

  @Test
  void theIdInTheFramingIsTheOneTheRegistryAnswersToConfluentClients() throws Exception {
    // given
    byte[] framed = serdes.encode(Topic.CAPTION_REQUESTS, REQUEST);

    // when
    int id =
        confluent
            .get("/subjects/" + settings.topic(Topic.CAPTION_REQUESTS) + "-value/versions/latest")
            .get("id")
            .asInt();

    // then
    assertThat(ByteBuffer.wrap(framed, 1, 4).getInt()).isEqualTo(id);
    assertThat(serdes.register(Topic.CAPTION_REQUESTS)).isEqualTo(id);
  }

  @Test
  void aForeignRecordWithTheTwoRequiredFieldsGetsTheDefaultsOfTheOthers() throws Exception {
    // given a client with a smaller schema under another name
    Schema smaller =
        SchemaBuilder.record("Ask")
            .fields()
            .requiredString("requestId")
            .requiredString("caption")
            .endRecord();
    int id =
        confluent.register("small-" + settings.topic(Topic.CAPTION_REQUESTS) + "-value", smaller);
    byte[] framed =
        ConfluentClient.encode(
            id,
            new GenericRecordBuilder(smaller)
                .set("requestId", "r2")
                .set("caption", "a cat")
                .build());

    // when
    Decoded<CaptionRequest> decoded =
        serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, framed);

    // then
    assertThat(decoded)
        .isEqualTo(
            new Decoded.Value<>(
                CaptionRequest.newBuilder().setRequestId("r2").setCaption("a cat").build()));
    CaptionRequest request = ((Decoded.Value<CaptionRequest>) decoded).value();
    assertThat(request.getCount()).isEqualTo(1);
    assertThat(request.getSeed()).isNull();
    assertThat(request.getFormat()).isEqualTo(ImageFormat.PNG);
    assertThat(request.getModel()).isEqualTo("stable");
  }

  @Test
  void whatWasEncodedComesBackEqual() {
    // when
    Decoded<CaptionRequest> decoded =
        serdes.decode(
            Topic.CAPTION_REQUESTS,
            CaptionRequest.class,
            serdes.encode(Topic.CAPTION_REQUESTS, REQUEST));

    // then
    assertThat(decoded).isEqualTo(new Decoded.Value<>(REQUEST));
  }

  @Test
  void anUnknownSchemaIdIsDecidedWithinASecond() {
    // given
    byte[] framed = serdes.encode(Topic.CAPTION_REQUESTS, REQUEST);
    ByteBuffer.wrap(framed).putInt(1, 987_654_321);
    long start = System.nanoTime();

    // when
    Decoded<CaptionRequest> decoded =
        serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, framed);

    // then: an answer of the registry, not a wait that ran out
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AvroSerdes.DEFAULT_PATIENCE);
    assertThat(decoded)
        .isEqualTo(
            new Decoded.Undecodable<CaptionRequest>(
                framed, "the registry knows no schema with id 987654321"));
  }

  @Test
  void aTruncatedBodyIsUndecodable() {
    // given
    byte[] framed = serdes.encode(Topic.CAPTION_REQUESTS, REQUEST);

    // when
    Decoded<CaptionRequest> decoded =
        serdes.decode(
            Topic.CAPTION_REQUESTS, CaptionRequest.class, Arrays.copyOf(framed, framed.length - 9));

    // then
    assertThat(reason(decoded)).contains("no CaptionRequest under schema");
  }

  @Test
  void whatNestsDeeperThanAnyStackIsUndecodable() throws Exception {
    // given: a later version of our schema, with a field that may nest for ever
    Schema node =
        SchemaBuilder.record("Node")
            .fields()
            .name("next")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type("Node")
            .endUnion()
            .nullDefault()
            .endRecord();
    List<Schema.Field> fields = new ArrayList<>();
    REQUEST
        .getSchema()
        .getFields()
        .forEach(each -> fields.add(new Schema.Field(each, each.schema())));
    fields.add(
        new Schema.Field(
            "extra",
            Schema.createUnion(Schema.create(Schema.Type.NULL), node),
            "",
            Schema.Field.NULL_DEFAULT_VALUE));
    Schema later =
        Schema.createRecord(
            REQUEST.getSchema().getName(), "", REQUEST.getSchema().getNamespace(), false, fields);
    int id =
        confluent.register("nested-" + settings.topic(Topic.CAPTION_REQUESTS) + "-value", later);

    // when
    Decoded<CaptionRequest> shallow = decodeNested(id, 3);
    Decoded<CaptionRequest> deep = decodeNested(id, 1_000_000);

    // then
    assertThat(shallow).isEqualTo(new Decoded.Value<>(REQUEST));
    assertThat(reason(deep)).contains("StackOverflowError");
  }

  /** Our record, and behind it the index of the union's second branch, as often as that. */
  private static Decoded<CaptionRequest> decodeNested(int schemaId, int depth) {
    byte[] plain = serdes.encode(Topic.CAPTION_REQUESTS, REQUEST);
    ByteBuffer framed =
        ByteBuffer.allocate(plain.length + depth + 1).put(plain).putInt(1, schemaId);
    for (int i = 0; i < depth; i++) {
      framed.put((byte) 2);
    }
    return serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, framed.array());
  }

  @Test
  void aRecordOfAnotherKindIsUndecodable() {
    // given
    byte[] release =
        serdes.encode(
            Topic.RELEASES,
            Release.newBuilder()
                .setChannel("stable")
                .setCheckpointId("c1")
                .setReleasedBy("test")
                .setReason("")
                .setReleasedAt(Instant.EPOCH)
                .build());

    // when
    Decoded<CaptionRequest> decoded =
        serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, release);

    // then
    assertThat(reason(decoded)).contains("no CaptionRequest under schema");
  }

  @Test
  void theStrictDeserializerThrowsWhereTheTolerantOneTells() {
    // given
    byte[] noise = {1, 2, 3};

    // when, then
    assertThatThrownBy(
            () ->
                serdes
                    .deserializer(CaptionRequest.class)
                    .deserialize(settings.topic(Topic.CAPTION_REQUESTS), noise))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("no Confluent framing");
  }

  @Test
  void recordsOnlyGoOnTopicsOfTheirKind() {
    assertThatThrownBy(() -> serdes.encode(Topic.RELEASES, REQUEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CaptionRequest does not belong on releases");
  }

  private static String reason(Decoded<?> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Undecodable.class);
    return ((Decoded.Undecodable<?>) decoded).reason();
  }
}
