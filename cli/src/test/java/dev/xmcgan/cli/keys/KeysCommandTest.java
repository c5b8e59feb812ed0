package dev.xmcgan.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.AuditEntries;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.KeySecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTest {
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final String prefix = "keys-command-" + TESTS.incrementAndGet() + "-";

  @Test
  void aKeyIsCreatedListedAndRevokedAndNeverWrittenDown() {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);

    // when
    CommandRun created =
        keys(
            "create",
            "--name",
            "ann",
            "--role",
            "generate,train",
            "--images-per-minute",
            "30",
            "--open-requests",
            "4");

    // then
    assertThat(created.code()).isEqualTo(ExitCode.OK);
    String secret = created.out().lines().findFirst().orElseThrow();
    String id = KeySecret.idOf(secret).orElseThrow();
    ApiKey key = newest(kafka);
    assertThat(key.getKeyId()).isEqualTo(id);
    assertThat(key.getName()).isEqualTo("ann");
    assertThat(key.getRoles()).containsExactly(ApiRole.GENERATE, ApiRole.TRAIN);
    assertThat(key.getImagesPerMinute()).isEqualTo(30);
    assertThat(key.getOpenRequests()).isEqualTo(4);
    assertThat(KeySecret.matches(secret, key.getSecretHash())).isTrue();
    assertThat(key.toString()).doesNotContain(secret.substring(secret.lastIndexOf(id) + 9));

    // when, then
    assertThat(keys("list").out()).contains(id, "ann", "generate,train").doesNotContain("revoked");
    assertThat(keys("revoke", id).code()).isEqualTo(ExitCode.OK);
    assertThat(newest(kafka).getRevokedAt()).isNotNull();
    assertThat(keys("list").out()).contains("revoked", "30 images a minute", "4 requests open");

    // and: who did it is kept, and not the key
    assertThat(run("audit").out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains(System.getProperty("user.name")) && line.contains(id))
        .first()
        .asString()
        .contains("key revoked");
    assertThat(run("audit", "-n", "1", "--json").out().lines())
        .singleElement()
        .asString()
        .contains("\"action\":\"key_revoked\"", id);
    assertThat(audit(kafka))
        .extracting(AuditEntry::getAction)
        .containsExactly(AuditAction.KEY_CREATED, AuditAction.KEY_REVOKED);
    assertThat(audit(kafka))
        .allSatisfy(
            entry -> {
              assertThat(entry.getSubject()).isEqualTo(id);
              assertThat(entry.getWho()).isEqualTo(System.getProperty("user.name"));
              assertThat(entry.getReason()).contains("ann", "GENERATE");
            });
  }

  @Test
  void theNewestKeyIsListedFirst() {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);
    try (Records records = KAFKA.records(kafka)) {
      for (String name : List.of("second", "first", "third")) {
        int days = List.of("first", "second", "third").indexOf(name);
        records.send(
            Topic.KEYS,
            name,
            ApiKey.newBuilder()
                .setKeyId(name)
                .setSecretHash("0")
                .setName(name)
                .setRoles(List.of(ApiRole.GENERATE))
                .setCreatedBy("ben")
                .setCreatedAt(THEN.plus(Duration.ofDays(days)))
                .build());
      }
    }

    // when, then
    assertThat(keys("list").out().lines().map(line -> line.split(" ")[0]))
        .containsExactly("third", "second", "first");
  }

  @Test
  void anEntryThatCannotBeReadIsToldAndTheOthersAreShown() {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);
    keys("create", "--name", "ann");
    try (Records records = KAFKA.records(kafka)) {
      records.sendRaw(Topic.AUDIT, "nobody", new byte[] {1});
    }

    // when
    CommandRun run = run("audit");

    // then
    assertThat(run.out().lines()).singleElement().asString().contains("key created");
    assertThat(run.err()).contains("cannot be read").hasLineCount(1);
  }

  @Test
  void whoErasedAPairIsListed() {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);
    AuditEntry entry =
        AuditEntries.ofErasure(
            PairErasure.newBuilder()
                .setRequestId("r-1")
                .setRequestedBy("ben")
                .setPairId("my/pair")
                .setOutcome(ErasureOutcome.ERASED)
                .setSource("my photos")
                .setErasedAt(THEN)
                .setBytesGoneAt(THEN)
                .build());
    try (Records records = KAFKA.records(kafka)) {
      records.send(Topic.AUDIT, entry.getSubject(), entry);
    }

    // when, then
    assertThat(run("audit", "-n", "1").out())
        .matches("2026\\S+ +ben +pair erased +my/pair: asked for; of source my photos\\R");
  }

  @Test
  void whatCannotBeIsRefusedInOneLine() {
    // given
    KAFKA.provision(prefix);

    // when
    CommandRun unknown = keys("revoke", "01234567");
    CommandRun role = keys("create", "--name", "ann", "--role", "king");
    CommandRun rate = keys("create", "--name", "ann", "--images-per-minute", "3");

    // then
    assertThat(unknown.code()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.err()).contains("no key 01234567");
    assertThat(role.code()).isEqualTo(ExitCode.USAGE);
    assertThat(role.err()).contains("--role", "king");
    assertThat(rate.code()).isEqualTo(ExitCode.USAGE);
    assertThat(rate.err()).contains("--images-per-minute", "10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "oidc:ann"})
  void noKeyIsMadeForWhoHasNone(String name) {
    // given
    KafkaSettings kafka = KAFKA.provision(prefix);

    // when
    CommandRun run = keys("create", "--name", name);

    // then
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(name, "without a key");
    assertThat(audit(kafka)).isEmpty();
  }

  private CommandRun keys(String... arguments) {
    return run("keys", arguments);
  }

  private CommandRun run(String command, String... arguments) {
    return CommandRun.of(
        Stream.of(
                List.of(command),
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

  private static List<AuditEntry> audit(KafkaSettings kafka) {
    try (Records records = KAFKA.records(kafka)) {
      return records.readAll(Topic.AUDIT, AuditEntry.class).stream()
          .map(ConsumerRecord::value)
          .toList();
    }
  }

  private static ApiKey newest(KafkaSettings kafka) {
    try (Records records = KAFKA.records(kafka)) {
      List<ConsumerRecord<String, ApiKey>> all = records.readAll(Topic.KEYS, ApiKey.class);
      return all.get(all.size() - 1).value();
    }
  }
}
