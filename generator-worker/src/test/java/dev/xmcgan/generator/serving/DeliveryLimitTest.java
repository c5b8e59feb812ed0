package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.drawing.AttemptLog.Deaths;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.testsupport.OwnBroker;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that workers of a share group die of, on brokers that give records more or less often.
 */
class DeliveryLimitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "5, 1, false, false",
    "5, 2, false, false",
    "5, 3, true, false",
    "5, 4, true, true",
    "10, 3, true, false",
    "10, 4, true, true",
    "4, 2, true, false",
    "4, 3, true, true",
    "3, 1, false, false",
    "3, 2, true, false",
    "3, 3, true, true"
  })
  void whatWasGivenToWorkersTooOftenIsFailedBeforeKafkaDropsIt(
      int limit, short given, boolean suspect, boolean guilty) {
    // when
    Deaths deaths = new DeliveryLimit(limit).deaths(given(given));

    // then
    assertThat(deaths.suspect()).isEqualTo(suspect);
    assertThat(deaths.guilty()).isEqualTo(guilty);
  }

  @Test
  @Tag("promise-1")
  void requestThatEveryWorkerDiesOfIsFailedWhereKafkaGivesItThreeTimes() throws Exception {
    try (OwnBroker broker = new OwnBroker(directory, Map.of(DeliveryLimit.KEY, "3")).start()) {
      KafkaSettings kafka = provisioned(broker);
      try (Traffic traffic = new Traffic(kafka)) {
        traffic.release("c-1");
        traffic.request("deadly", "a cat");

        // when: two die of it
        for (String id : new String[] {"first", "second"}) {
          FakeLoader deadly =
              new FakeLoader(
                  checkpoint ->
                      new FakeDrawer(
                          checkpoint,
                          requests -> {
                            throw new InternalError("the process is gone");
                          }));
          try (TestWorker worker =
              TestWorker.startSharing(id, kafka, deadly, directory.resolve(id))) {
            await().atMost(PATIENCE).until(worker::hasFailed);
          }
        }

        // then
        try (TestWorker third =
            TestWorker.startSharing("third", kafka, new FakeLoader(), directory.resolve("third"))) {
          assertThat(traffic.awaitAnswers(1)).isEqualTo(Map.of("deadly!INTERNAL", 1));
          assertThat(third.hasFailed()).isFalse();
        }
      }
    }
  }

  @Test
  void brokersThatGiveItTooSeldomAreRefusedByTheNameOfTheKey() {
    assertThatThrownBy(() -> new DeliveryLimit(2))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContainingAll(DeliveryLimit.KEY, "at least 3, not 2");
  }

  private static KafkaSettings provisioned(OwnBroker broker) {
    KafkaSettings kafka = broker.settings("limit-");
    new TopicProvisioner(kafka).provision((short) 1);
    return kafka;
  }

  private static ConsumerRecord<String, byte[]> given(short times) {
    return new ConsumerRecord<>(
        "caption-requests",
        0,
        0,
        0,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        "id",
        new byte[0],
        new RecordHeaders(),
        Optional.empty(),
        Optional.of(times));
  }
}
