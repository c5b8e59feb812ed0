package dev.xmcgan.cli.pairs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.ErasureRequest;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ForgetCommandTest {
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final Instant GONE = Instant.parse("2026-01-09T00:00:00Z");

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;
  private final String prefix = "forget-command-" + TESTS.incrementAndGet() + "-";

  @Test
  void pairsByIdAndFromAFileAreAskedForAndReceipted() throws Exception {
    // given: a file as Windows writes it
    KafkaSettings kafka = KAFKA.provision(prefix);
    Path file = directory.resolve("ids.txt");
    Files.writeString(file, "\ufeffpair 2\r\n\r\nmissing-3\r\n");
    try (Records records = KAFKA.records(kafka);
        TopicLog curation = curation(kafka, records)) {

      // when
      CommandRun run = forget("pair/1", "--file", file.toString());

      // then
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(run.out())
          .contains("erased 2 pairs", "not held: missing-3", "2026-01-09T00:00:00Z", "weights");
      assertThat(records.readAllRaw(Topic.IMAGE_TEXT_PAIRS))
          .allMatch(record -> record.value() == null)
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrder("pair/1", "pair 2", "missing-3");
    }
  }

  @Test
  void aSourceIsAskedForInEveryPartition() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);
    try (Records records = KAFKA.records(kafka);
        TopicLog curation = curation(kafka, records)) {

      // when
      CommandRun run = forget("--source", "my photos", "--json");

      // then
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(run.out()).contains("\"erased\":4");
      assertThat(records.readAllRaw(Topic.IMAGE_TEXT_PAIRS))
          .extracting(ConsumerRecord::partition)
          .containsExactlyInAnyOrder(0, 1, 2, 3);
      assertThat(requested(records)).containsExactly("my photos");
    }
  }

  @Test
  void withoutCurationItSaysThatNobodyAnswersAndTheAuditWhoAsked() {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);

    // when
    CommandRun run = forget("pair-1", "--wait", "1");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err().strip().lines())
        .singleElement()
        .asString()
        .contains("is on Kafka", "is a trainer running?");
    try (Records records = KAFKA.records(kafka)) {
      assertThat(requested(records)).containsExactly("pair-1");
    }
  }

  @Test
  void nothingHeldIsAFailureAndNothingNamedAWrongCommand() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);
    try (Records records = KAFKA.records(kafka);
        TopicLog curation = curation(kafka, records)) {
      // when, then
      assertThat(forget("missing").code()).isEqualTo(ExitCode.FAILED);
      assertThat(forget().code()).isEqualTo(ExitCode.USAGE);
      assertThat(forget("a", "--source", "b").code()).isEqualTo(ExitCode.USAGE);
      assertThat(forget("x".repeat(600)).err()).contains("1 to 512 characters");
    }
  }

  /** What the audit says that this user asked for. */
  private static List<String> requested(Records records) {
    return records.readAll(Topic.AUDIT, AuditEntry.class).stream()
        .map(ConsumerRecord::value)
        .filter(entry -> entry.getWho().equals(System.getProperty("user.name")))
        .filter(entry -> entry.getAction() == AuditAction.ERASURE_REQUESTED)
        .map(AuditEntry::getSubject)
        .toList();
  }

  /** Answers like the trainer's: it holds all pairs but those that are called missing. */
  private static TopicLog curation(KafkaSettings kafka, Records records) {
    TopicLog log =
        TopicLog.fromEnd(
            "curation",
            kafka,
            Set.of(kafka.topic(Topic.IMAGE_TEXT_PAIRS)),
            0,
            record -> answer(record, records));
    log.start();
    await().until(log::isPositioned);
    return log;
  }

  private static void answer(ConsumerRecord<String, byte[]> record, Records records) {
    String request = header(record, ErasureRequest.REQUEST_ID);
    assertThat(header(record, ErasureRequest.BY)).isEqualTo(System.getProperty("user.name"));
    PairErasure.Builder receipt =
        PairErasure.newBuilder().setRequestId(request).setErasedAt(GONE).setBytesGoneAt(GONE);
    if (record.headers().lastHeader(ErasureRequest.SOURCE) == null) {
      boolean missing = record.key().startsWith("missing");
      receipt
          .setPairId(record.key())
          .setOutcome(missing ? ErasureOutcome.NOT_FOUND : ErasureOutcome.ERASED);
      records.send(Topic.PAIR_ERASURES, record.key(), receipt.build());
      return;
    }
    assertThat(header(record, ErasureRequest.SOURCE)).isEqualTo("my photos");
    PairErasure.Builder ofPair = PairErasure.newBuilder(receipt);
    ofPair.setPairId("p" + record.partition()).setOutcome(ErasureOutcome.ERASED);
    records.send(Topic.PAIR_ERASURES, ofPair.getPairId(), ofPair.build());
    receipt.setOutcome(ErasureOutcome.SOURCE_DONE).setPartition(record.partition()).setPairs(1);
    records.send(Topic.PAIR_ERASURES, request, receipt.build());
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }

  private CommandRun forget(String... arguments) {
    return CommandRun.of(
        Stream.of(
                List.of("pairs", "forget"),
                List.of(arguments),
                List.of(
                    "--bootstrap-servers",
                    KAFKA.bootstrapServers(),
                    "--registry",
                    KAFKA.registryUrl(),
                    "--topic-prefix",
                    prefix))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }
}
