package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.ReplayBuffer;
import dev.xmcgan.trainer.replay.WindowPair;
import dev.xmcgan.trainer.replay.WindowPlace;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.InterruptException;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real log with corrections, held-out pairs and erasures, longer than the window. */
@Tag("promise-4")
class ReplayWindowsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final ModelConfig MODEL = ModelConfig.starter64();
  private static final int EXAMPLES = 4;

  /** A few records, of which the log has a hundred. */
  private static final int FETCH_BYTES = 16_000;

  @TempDir private Path directory;
  private final FakeLearners learners = new FakeLearners();
  private KafkaSettings kafka;
  private Records records;
  private ReplayWindows windows;
  private String topicId;

  @BeforeEach
  void provision() throws Exception {
    KafkaSettings given = KAFKA.provision("windows-" + TESTS.incrementAndGet() + "-");
    records = KAFKA.records(given);
    FixedPairs.send(given, records, 0, 60);
    FixedPairs.erase(given, records, 60, 7);
    FixedPairs.send(given, records, 60, 60);
    kafka =
        new KafkaSettings(
            given.bootstrapServers(),
            given.registryUrl(),
            given.topicPrefix(),
            Map.of("max.partition.fetch.bytes", Integer.toString(FETCH_BYTES)));
    topicId = TopicIds.of(kafka, Topic.TRAINING_PAIRS);
    windows = windows("windows");
  }

  @AfterEach
  void close() throws IOException {
    windows.close();
    records.close();
  }

  @Test
  void aWindowThatWasReadAheadIsTheOneThatIsReadBackAtOnce() throws Exception {
    // given
    LogPlace earlier = place(90);
    LogPlace later = place(110);
    List<WindowPair> expected = readBack(later);
    int held = windows.prepare(MODEL, earlier);
    learners.read.clear();

    // when
    try (ReplayBuffer window = windows.open(MODEL, EXAMPLES, later)) {
      // then
      assertThat(held).isPositive();
      assertSame(pairs(window), expected);
    }
    // and: only what came since was read
    assertThat(learners.read)
        .isNotEmpty()
        .allSatisfy(caption -> assertThat(at(caption)).isGreaterThan(70));
    assertThat(new HashSet<>(learners.read)).hasSameSizeAs(learners.read);
  }

  @Test
  void whatWasReadAheadWhenItWasInterruptedIsNotReadAgain() throws Exception {
    // given
    LogPlace place = place(110);
    List<WindowPair> expected = readBack(place);
    learners.read.clear();
    learners.onRead =
        caption -> {
          if (learners.read.size() == 25) {
            Thread.currentThread().interrupt();
          }
        };
    assertThatThrownBy(() -> windows.prepare(MODEL, place)).isInstanceOf(InterruptException.class);
    Thread.interrupted();
    int before = learners.read.size();

    // when
    try (ReplayBuffer window = windows.open(MODEL, EXAMPLES, place)) {
      // then
      assertSame(pairs(window), expected);
    }
    assertThat(before).isBetween(25, learners.read.size() - 1);
    assertThat(new HashSet<>(learners.read)).hasSameSizeAs(learners.read);
  }

  @Test
  void aWayBackIsReadBackAnew() throws Exception {
    // given
    LogPlace earlier = place(90);
    List<WindowPair> expected = readBack(earlier);
    windows.prepare(MODEL, place(110));

    // when
    try (ReplayBuffer window = windows.open(MODEL, EXAMPLES, earlier)) {
      // then
      assertSame(pairs(window), expected);
    }
  }

  @Test
  void aModelOfAnotherShapeIsGivenImagesOfItsOwnSize() throws Exception {
    // given
    LogPlace place = place(90);
    windows.prepare(TinyModel.CONFIG, place);

    // when
    try (ReplayBuffer window = windows.open(MODEL, EXAMPLES, place)) {
      // then
      assertThat(window.get(0).rgb()).hasSize(64 * 64 * 3);
    }
  }

  /** Where training that has learned all records before an offset stands. */
  private LogPlace place(long next) throws IOException {
    LogPlace fromStart =
        new LogPlace(topicId, Map.of(0, next), new WindowPlace(Map.of(0, 0L)), Map.of());
    try (ReplayBuffer window = windows("places").open(MODEL, EXAMPLES, fromStart)) {
      assertThat(window.isFull()).isTrue();
      return new LogPlace(topicId, Map.of(0, next), window.place(), Map.of());
    }
  }

  private List<WindowPair> readBack(LogPlace place) throws IOException {
    try (ReplayBuffer window = windows("back").open(MODEL, EXAMPLES, place)) {
      return pairs(window);
    }
  }

  private ReplayWindows windows(String name) {
    TrainerSettings settings =
        TestTrainer.settings(name, directory.resolve(name), Map.of("window-pairs", "30"));
    return new ReplayWindows(settings, kafka, new AvroSerdes(kafka), learners);
  }

  private static List<WindowPair> pairs(ReplayBuffer window) {
    return IntStream.range(0, window.size()).mapToObj(window::get).toList();
  }

  private static void assertSame(List<WindowPair> actual, List<WindowPair> expected) {
    assertThat(actual)
        .usingRecursiveFieldByFieldElementComparator(
            // an image as a whole: byte by byte, by reflection, it takes most of a minute
            RecursiveComparisonConfiguration.builder()
                .withEqualsForType(Arrays::equals, byte[].class)
                .build())
        .containsExactlyElementsOf(new ArrayList<>(expected));
  }

  /** The number of the record that a caption came with. */
  private static int at(String caption) {
    return Integer.parseInt(caption.replaceAll("\\D", ""));
  }
}
