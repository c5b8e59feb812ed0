package dev.xmcgan.trainer.curation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker and registry. */
class CurationStreamTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;

  @Test
  @Tag("promise-4")
  @Tag("promise-7")
  void everyPairIsAcceptedOrRejectedOnceAlsoAcrossARestart() throws Exception {
    // given: good pairs on all partitions, a copy under another id, and everything that is bad
    KafkaSettings kafka = KAFKA.provision("curation-");
    Records records = KAFKA.records(kafka);
    records.sendRaw(Topic.IMAGE_TEXT_PAIRS, "poison", "garbage".getBytes(UTF_8));
    records.sendRaw(Topic.IMAGE_TEXT_PAIRS, "unknown-schema", new byte[] {0, 127, 1, 1, 1, 9});
    for (int i = 0; i < 12; i++) {
      send(records, Pairs.pair("good-" + i, i, "a tree"));
    }
    send(records, Pairs.withImage("bomb", TestImages.bombPng(30_000, 30_000)));
    send(records, Pairs.withImage("text", "no image".getBytes(UTF_8)));
    send(records, Pairs.pair("silent", 50, " "));

    // when
    try (CurationStream stream = stream(kafka, "first")) {
      stream.start();
      records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 12);
      records.read(Topic.REJECTED_PAIRS, RejectedPair.class, 5);
      assertThat(stream.isHealthy()).isTrue();
    }
    // and: restarted on an empty disk, with a copy, a re-import and news
    send(records, Pairs.pair("copy-of-3", 3, "a tree"));
    send(records, Pairs.pair("good-4", 4, "a tree"));
    send(records, Pairs.pair("good-12", 12, "a tree"));
    try (CurationStream stream = stream(kafka, "second")) {
      stream.start();
      records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 13);
      records.read(Topic.REJECTED_PAIRS, RejectedPair.class, 7);
    }

    // then
    List<ConsumerRecord<String, TrainingPair>> accepted =
        records.readAll(Topic.TRAINING_PAIRS, TrainingPair.class);
    assertThat(accepted).hasSize(13).allMatch(r -> r.key().equals(r.value().getPairId()));
    assertThat(accepted).extracting(r -> r.value().getSplit()).containsOnly(Split.TRAIN);
    Map<String, RejectionReason> rejected =
        records.readAll(Topic.REJECTED_PAIRS, RejectedPair.class).stream()
            .collect(Collectors.toMap(ConsumerRecord::key, r -> r.value().getReason()));
    assertThat(rejected)
        .isEqualTo(
            Map.of(
                "poison", RejectionReason.UNDECODABLE_RECORD,
                "unknown-schema", RejectionReason.UNDECODABLE_RECORD,
                "bomb", RejectionReason.IMAGE_TOO_LARGE,
                "text", RejectionReason.UNSUPPORTED_FORMAT,
                "silent", RejectionReason.NO_CAPTION,
                "copy-of-3", RejectionReason.DUPLICATE,
                "good-4", RejectionReason.DUPLICATE));
    assertThat(records.readAllRaw(Topic.DEAD_LETTERS)).hasSize(2);
    assertThat(internalTopics(kafka))
        .containsExactlyInAnyOrder(
            "curation-curation-in-order-repartition",
            "curation-curation-image-of-pair-changelog",
            "curation-curation-pairs-of-image-changelog",
            "curation-curation-raw-of-pair-changelog");
    records.close();
  }

  @Test
  @Tag("promise-4")
  void whatIsForgottenLeavesEveryTopicAndIsReceipted() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision("erasure-");
    Records records = KAFKA.records(kafka);
    int partitions = Topic.IMAGE_TEXT_PAIRS.partitions();
    for (int i = 0; i < 8; i++) {
      String source = i % 2 == 0 ? "even" : "odd";
      send(
          records,
          ImageTextPair.newBuilder(Pairs.pair("p-" + i, i, "a tree")).setSource(source).build());
    }
    try (CurationStream stream = stream(kafka, "erasure")) {
      stream.start();
      records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 8);

      // when
      forget(records, kafka, null, "p-1", ErasureRequest.ofPair("one").by("ann"));
      for (int partition = 0; partition < partitions; partition++) {
        forget(records, kafka, partition, "all", ErasureRequest.ofSource("all", "even").by("ben"));
      }
      records.read(Topic.PAIR_ERASURES, PairErasure.class, 5 + partitions);
    }

    // then
    assertThat(
            records.readAllRaw(Topic.TRAINING_PAIRS).stream()
                .filter(record -> record.value() == null)
                .map(ConsumerRecord::key))
        .containsExactlyInAnyOrder("p-0", "p-1", "p-2", "p-4", "p-6");
    List<PairErasure> receipts =
        records.readAll(Topic.PAIR_ERASURES, PairErasure.class).stream()
            .map(ConsumerRecord::value)
            .toList();
    assertThat(receipts)
        .filteredOn(receipt -> receipt.getOutcome() == ErasureOutcome.ERASED)
        .extracting(PairErasure::getPairId)
        .containsExactlyInAnyOrder("p-0", "p-1", "p-2", "p-4", "p-6");
    assertThat(receipts)
        .filteredOn(receipt -> receipt.getOutcome() == ErasureOutcome.SOURCE_DONE)
        .extracting(PairErasure::getPartition)
        .containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(records.readAll(Topic.AUDIT, AuditEntry.class))
        .extracting(record -> record.key() + " by " + record.value().getWho())
        .containsExactlyInAnyOrder("p-1 by ann", "even by ben");
    assertThat(records.readAllRaw(Topic.REJECTED_PAIRS)).isEmpty();
    assertThat(records.readAllRaw(Topic.DEAD_LETTERS)).isEmpty();
    records.close();
  }

  private static void forget(
      Records records, KafkaSettings kafka, Integer partition, String key, ErasureRequest request) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(kafka.topic(Topic.IMAGE_TEXT_PAIRS), partition, key, null);
    request.headers().forEach(record.headers()::add);
    records.send(record);
  }

  @Test
  @Tag("promise-7")
  void aRecordThatTheBrokerFindsTooLargeEndsAsARejection() throws Exception {
    // given: a broker that takes less than we ask it to
    KafkaSettings kafka = KAFKA.provision("large-records-");
    limitRecords(kafka, Topic.TRAINING_PAIRS, 50_000);
    Records records = KAFKA.records(kafka);
    String incompressible =
        new Random(1).ints(20_000).mapToObj(Integer::toHexString).collect(Collectors.joining());
    ImageTextPair large =
        ImageTextPair.newBuilder(Pairs.pair("large", 1, "a tree"))
            .setMetadata(Map.of("note", incompressible))
            .build();

    // when
    try (CurationStream stream = stream(kafka, "large")) {
      stream.start();
      send(records, Pairs.pair("before", 2, "a tree"));
      send(records, large);
      send(records, Pairs.pair("after", 3, "a tree"));
      records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 2);
      records.read(Topic.REJECTED_PAIRS, RejectedPair.class, 1);
    }

    // then
    assertThat(records.readAll(Topic.TRAINING_PAIRS, TrainingPair.class))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("before", "after");
    RejectedPair rejected =
        records.readAll(Topic.REJECTED_PAIRS, RejectedPair.class).get(0).value();
    assertThat(rejected.getPairId()).isEqualTo("large");
    assertThat(rejected.getReason()).isEqualTo(RejectionReason.RECORD_TOO_LARGE);
    records.close();
  }

  private static void limitRecords(KafkaSettings kafka, Topic topic, int bytes) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, kafka.topic(topic));
      AlterConfigOp limit =
          new AlterConfigOp(
              new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
              AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(limit))).all().get();
    }
  }

  private CurationStream stream(KafkaSettings kafka, String state) {
    CurationListener silent =
        new CurationListener() {
          @Override
          public void accepted(Split split) {}

          @Override
          public void captionsDropped(RejectionReason reason, int count) {}

          @Override
          public void rejected(RejectionReason reason) {}
        };
    return new CurationStream(
        kafka,
        Pairs.rules(64, 0),
        CurationSerdes.of(new AvroSerdes(kafka)),
        silent,
        directory.resolve(state),
        1);
  }

  private static void send(Records records, ImageTextPair pair) {
    records.send(Topic.IMAGE_TEXT_PAIRS, pair.getPairId(), pair);
  }

  /** Topics under the prefix that are not ours by name. */
  private static Set<String> internalTopics(KafkaSettings kafka) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      Set<String> topics = new HashSet<>(admin.listTopics().names().get());
      topics.removeIf(name -> !name.startsWith("curation-"));
      for (Topic topic : Topic.values()) {
        topics.remove(kafka.topic(topic));
      }
      return topics;
    }
  }
}
