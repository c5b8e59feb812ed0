package dev.xmcgan.transport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

class CompactedTopicTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private KafkaSettings settings;
  private Records records;
  private CompactedTopic<Release> releases;

  @BeforeEach
  void prepare(TestInfo test) {
    settings = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(settings);
    releases = new CompactedTopic<>(settings, Topic.RELEASES, Release.class);
  }

  @AfterEach
  void close() {
    releases.close();
    records.close();
  }

  @Test
  void theNewestValueOfEachKeyIsThereOnceCaughtUp() throws Exception {
    // given
    send("stable", "c1");
    send("canary", "c2");
    send("stable", "c3");

    // when
    releases.start();

    // then
    assertThat(releases.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(releases.get("stable")).hasValue(release("stable", "c3"));
    assertThat(releases.all()).containsOnlyKeys("stable", "canary");
    assertThat(releases.get("beta")).isEmpty();
  }

  @Test
  void anEmptyTopicIsCaughtUpAtOnce() throws Exception {
    // when
    releases.start();

    // then
    assertThat(releases.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(releases.all()).isEmpty();
  }

  @Test
  void laterChangesArriveAndATombstoneRemoves() throws Exception {
    // given
    send("stable", "c1");
    releases.start();
    releases.awaitCaughtUp(PATIENCE);

    // when
    send("stable", "c2");

    // then
    await().atMost(PATIENCE).until(() -> checkpoint("stable").equals("c2"));

    // when
    records.sendRaw(Topic.RELEASES, "stable", null);

    // then
    await().atMost(PATIENCE).until(() -> releases.get("stable").isEmpty());
  }

  @Test
  void listenersHearTheNewestValueOfWhatWasThereAndThenEachChange() throws Exception {
    // given
    send("stable", "c1");
    send("stable", "c2");
    List<String> heard = new CopyOnWriteArrayList<>();
    releases.onChange((channel, release) -> heard.add(release.getCheckpointId()));
    releases.onChange(
        (channel, release) -> {
          throw new IllegalStateException("a listener that fails disturbs nobody");
        });

    // when
    releases.start();
    releases.awaitCaughtUp(PATIENCE);
    await().atMost(PATIENCE).until(() -> heard.contains("c2"));
    send("stable", "c3");

    // then
    await().atMost(PATIENCE).until(() -> heard.contains("c3"));
    assertThat(heard).containsExactly("c2", "c3");
  }

  @Test
  void whatIsNoReleaseIsSkipped() throws Exception {
    // given
    send("stable", "c1");
    records.sendRaw(Topic.RELEASES, "stable", new byte[] {1, 2, 3});
    records.sendRaw(Topic.RELEASES, "canary", new byte[] {0, 0, 0, 0, 1, 2, 3});

    // when
    releases.start();

    // then
    assertThat(releases.awaitCaughtUp(PATIENCE)).isTrue();
    assertThat(checkpoint("stable")).isEqualTo("c1");
    assertThat(checkpoint("canary")).isEqualTo("none");
  }

  private String checkpoint(String channel) {
    return releases.get(channel).map(Release::getCheckpointId).orElse("none");
  }

  private void send(String channel, String checkpointId) {
    records.send(Topic.RELEASES, channel, release(channel, checkpointId));
  }

  private static Release release(String channel, String checkpointId) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpointId)
        .setReleasedBy("test")
        .setReason("")
        .setReleasedAt(Instant.EPOCH)
        .build();
  }
}
