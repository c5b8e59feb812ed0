package dev.xmcgan.trainer.training;

import static dev.xmcgan.trainer.training.LoopTopics.captions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two trainers train a channel each, from one log. */
class ChannelsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final FakeLearners learners = new FakeLearners();
  private final FakeLearners others = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;

  @BeforeEach
  void provision() {
    topics = new LoopTopics(KAFKA, "channels-", directory);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void eachLearnsTheWholeLogAndReleasesToItsOwnChannel() throws Exception {
    // given
    topics.send("scenes", 0, 8);
    try (TestTrainer first = trainer("one", "stable", Map.of(), learners);
        TestTrainer second = trainer("two", "photos", Map.of(), others)) {
      // when
      Checkpoint stable = awaitCheckpoint("stable", 8);
      Checkpoint photos = awaitCheckpoint("photos", 8);

      // then: neither stands by, comes from the other, or is released in its place
      assertThat(stable.getTrainerId()).isEqualTo("one");
      assertThat(photos.getTrainerId()).isEqualTo("two");
      assertThat(topics.checkpoints())
          .filteredOn(each -> "photos".equals(each.getChannel()))
          .extracting(Checkpoint::getParentId)
          .allMatch(parent -> parent == null || parent.endsWith("-photos"));
      assertThat(topics.captionsIn(stable)).isEqualTo(captions(0, 8));
      assertThat(topics.captionsIn(photos)).isEqualTo(captions(0, 8));
      await().atMost(PATIENCE).until(() -> released("stable").equals(id(stable)));
      await().atMost(PATIENCE).until(() -> released("photos").equals(id(photos)));
      assertThat(topics.unreadRecords("trainer")).isZero();
      assertThat(topics.unreadRecords("trainer-photos")).isZero();
    }

    // and when: one comes back, the other does not
    topics.send("scenes", 100, 4);
    FakeLearners later = new FakeLearners();
    try (TestTrainer again = trainer("three", "photos", Map.of(), later)) {
      Checkpoint next = awaitCheckpoint("photos", 12);

      // then: it goes on with its own channel
      assertThat(later.origins).containsExactly(next.getParentId());
      assertThat(checkpoint(next.getParentId()).getChannel()).isEqualTo("photos");
      assertThat(topics.unreadRecords("trainer")).isEqualTo(4);
    }
  }

  @Test
  void aChannelLearnsThePairsOfItsSourcesAlone() throws Exception {
    // given
    topics.send("scenes", 0, 6);
    topics.send("photos", 100, 5);
    topics.send("scenes", 6, 2);
    topics.send("drawings", 200, 3);

    // when
    Map<String, String> keys = Map.of("sources", "photos,drawings");
    try (TestTrainer trainer = trainer("one", "photos", keys, learners)) {
      Checkpoint checkpoint = awaitCheckpoint("photos", 8);

      // then
      Set<String> expected = new HashSet<>(captions(100, 5));
      expected.addAll(captions(200, 3));
      assertThat(topics.captionsIn(checkpoint)).isEqualTo(expected);
      assertThat(topics.unreadRecords("trainer-photos")).isZero();

      // and: it says of which it is
      LearnedPairs told = topics.last(Topic.LEARNED_PAIRS, LearnedPairs.class);
      assertThat(told.getChannel()).isEqualTo("photos");
      assertThat(told.getSources()).containsExactlyInAnyOrder("photos", "drawings");
    }
  }

  private TestTrainer trainer(
      String id, String channel, Map<String, String> keys, FakeLearners source) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("channel", channel);
    return new TestTrainer(
        topics.kafka, TestTrainer.settings(id, directory.resolve(id), all), source);
  }

  private Checkpoint awaitCheckpoint(String channel, long step) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                topics.checkpoints().stream()
                    .filter(each -> channel.equals(each.getChannel()) && each.getStep() == step)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Checkpoint checkpoint(String id) {
    return topics.checkpoints().stream()
        .filter(each -> id(each).equals(id))
        .findFirst()
        .orElseThrow();
  }

  private String released(String channel) {
    List<Release> all =
        topics.records.readAll(Topic.RELEASES, Release.class).stream()
            .map(ConsumerRecord::value)
            .filter(release -> release.getChannel().equals(channel))
            .toList();
    return all.isEmpty() ? "" : all.get(all.size() - 1).getCheckpointId();
  }

  private static String id(Checkpoint checkpoint) {
    return checkpoint.getCheckpointId();
  }
}
