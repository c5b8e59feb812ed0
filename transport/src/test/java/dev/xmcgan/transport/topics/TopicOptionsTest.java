package dev.xmcgan.transport.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Topic;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicOptionsTest {

  @Test
  void threeBrokersHoldThreeReplicasOfWhichTwoAcknowledge() {
    TopicOptions options = TopicOptions.standard();

    assertThat(options.replication(5)).isEqualTo(3);
    assertThat(options.config(Topic.RELEASES, 5)).containsEntry("min.insync.replicas", "2");
  }

  @Test
  void fewerBrokersHoldOneAsTheyAreSet() {
    TopicOptions options = TopicOptions.standard();

    assertThat(options.replication(2)).isEqualTo(1);
    assertThat(options.config(Topic.RELEASES, 2)).doesNotContainKey("min.insync.replicas");
  }

  @Test
  void whatTheOperatorSaysGoesBeforeWhatTheTopicDoes() {
    TopicOptions options =
        new TopicOptions(
            OptionalInt.of(4),
            OptionalInt.of(3),
            Map.of(Topic.CAPTION_REQUESTS, 12),
            Map.of(Topic.CAPTION_REQUESTS, Map.of("retention.ms", "1000")));

    assertThat(options.replication(5)).isEqualTo(4);
    assertThat(options.partitions(Topic.CAPTION_REQUESTS)).isEqualTo(12);
    assertThat(options.partitions(Topic.RELEASES)).isEqualTo(1);
    assertThat(options.config(Topic.CAPTION_REQUESTS, 5))
        .containsEntry("retention.ms", "1000")
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("min.insync.replicas", "3");
  }

  @Test
  void moreAcknowledgementsThanReplicasAreRefused() {
    TopicOptions options =
        new TopicOptions(OptionalInt.empty(), OptionalInt.of(2), Map.of(), Map.of());

    assertThatThrownBy(() -> options.config(Topic.RELEASES, 1))
        .hasMessage("min.insync.replicas 2 of 1 replicas makes no sense");
  }

  @ParameterizedTest
  @EnumSource
  void everyTopicLimitsItsRecordsAndTakesNoProducersClock(Topic topic) {
    assertThat(topic.config())
        .containsEntry("max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES))
        .containsEntry(
            "message.timestamp.type",
            topic == Topic.TRAINING_PAIRS ? "CreateTime" : "LogAppendTime");
  }
}
