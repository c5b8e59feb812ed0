package dev.xmcgan.trainer.replay;

import static dev.xmcgan.trainer.replay.TestPairs.pair;
import static dev.xmcgan.trainer.replay.TestPairs.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.config.PaceConfig;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingPoolTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
  private static final int PARTITIONS = 3;
  private static final int EXAMPLES = 4;
  private static final PaceConfig PACE =
      Keys.of(Map.of("steps-per-pair", "0.5", "small-stream", "0", "fresh-patience", "0s")).pace();
  private static final Set<TopicPartition> ALL =
      IntStream.range(0, PARTITIONS)
          .mapToObj(number -> new TopicPartition("pairs", number))
          .collect(java.util.stream.Collectors.toSet());

  @TempDir private Path directory;
  private int windows;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSameLogMakesTheSameStepsInWhateverPiecesItIsRead(int seed) throws Exception {
    // given: with corrections and erasures, and more pairs than the window holds
    List<List<LogEntry>> log = log(90);
    List<String> expected = train(log, stock(0), Integer.MAX_VALUE, new Random(0));

    // when
    List<String> steps = train(log, stock(0), 7, new Random(seed));

    // then
    assertThat(steps).hasSize(45).isEqualTo(expected);
  }

  @Test
  void aStepWaitsUntilItIsKnownWhatTheLogHas() throws Exception {
    // given
    TrainingPool stock = stock(0);
    for (int i = 0; i < 8; i++) {
      stock.arrived(pair("p" + i, i, 0));
    }

    // then: partitions 1 and 2 may have earlier pairs
    assertThat(stock.isSettled()).isFalse();
    assertThat(stock.isStepDue()).isFalse();
    assertThat(stock.wellStocked()).containsExactly(new TopicPartition("pairs", 0));

    // when
    stock.endedAt(ALL);

    // then
    assertThat(stock.isStepDue()).isTrue();
  }

  @Test
  void aGivenUpStepLeavesItsPairsToReplay() throws Exception {
    // given
    TrainingPool stock = stock(0);
    for (int i = 0; i < 6; i++) {
      stock.arrived(pair("p" + i, i, 0));
    }
    stock.endedAt(ALL);
    TrainingPool.Draw draw = stock.draw(0, 0);

    // when: tried again, nothing has changed but the draw of captions
    assertThat(stock.draw(0, 1).fresh()).isEqualTo(draw.fresh());
    stock.giveUp(draw);

    // then
    assertThat(stock.freshPairs()).isEqualTo(6 - draw.fresh().size());
    assertThat(stock.state().windowPairs()).isEqualTo(draw.fresh().size());
    assertThat(stock.credit()).isEqualTo(draw.fresh().size() * 0.5);
  }

  @Test
  void aLogOfOnePairCorrectedOverAndOverIsReadOn() throws Exception {
    // given
    TrainingPool stock = stock(0);
    for (int i = 0; i < 20; i++) {
      stock.arrived(pair("same", i, 0));
    }
    stock.endedAt(ALL);
    assertThat(stock.isStepPossible()).isFalse();
    assertThat(stock.distinctPairs()).isEqualTo(1);

    // when
    for (int i = 20; i < 23; i++) {
      stock.arrived(pair("p" + i, i, 0));
    }

    // then: a step of four different ones, of the first its newest version
    List<TrainingExample> drawn = stock.draw(0, 0).examples();
    assertThat(drawn)
        .extracting(example -> (int) example.rgb()[0])
        .containsExactlyInAnyOrder(19, 20, 21, 22);
  }

  @Test
  @Tag("promise-4")
  void anErasedPairIsNotDrawnFromItsPlaceInTheLogOn() throws Exception {
    // given
    TrainingPool stock = stock(20);
    for (int i = 0; i < 8; i++) {
      stock.arrived(pair("p" + i, i, 0));
    }
    stock.endedAt(ALL);
    for (int step = 0; step < 8 && stock.freshPairs() > 0; step++) {
      stock.stepped(stock.draw(step, 0));
    }
    assertThat(stock.captions().captions()).contains("p3 once");

    // when
    stock.arrived(TestPairs.gone("p3", 9, true));
    stock.arrived(TestPairs.gone("p4", 10, false));
    stock.endedAt(ALL);

    // then
    assertThat(stock.state().windowPairs()).isEqualTo(6);
    for (int step = 10; step < 40; step++) {
      assertThat(stock.draw(step, 0).examples())
          .extracting(example -> (int) example.rgb()[0])
          .doesNotContain(3, 4);
    }
    assertThat(stock.captions().captions())
        .doesNotContain("p3 once", "p3 twice")
        .contains("p4 once");
    assertThat(stock.firstUnlearned()).isEmpty();
  }

  @Test
  void theWindowsAgeIsThatOfItsOldestPair() throws Exception {
    // given
    TrainingPool stock = stock(0);
    assertThat(stock.state().windowAge()).isZero();
    long now = CLOCK.instant().toEpochMilli();
    for (int i = 0; i < 4; i++) {
      stock.arrived(pair("p" + i, now - 9_000 + i, 0));
    }
    stock.endedAt(ALL);

    // when
    stock.stepped(stock.draw(0, 0));

    // then
    assertThat(stock.state().windowAge()).isEqualTo(Duration.ofSeconds(9));
  }

  /** Learns the whole log, read in pieces of up to so many pairs of a random partition. */
  private static List<String> train(
      List<List<LogEntry>> log, TrainingPool stock, int piece, Random random) {
    List<String> steps = new ArrayList<>();
    int[] read = new int[PARTITIONS];
    while (true) {
      int partition = random.nextInt(PARTITIONS);
      List<LogEntry> pairs = log.get(partition);
      int end = (int) Math.min(pairs.size(), (long) read[partition] + 1 + random.nextInt(piece));
      pairs.subList(read[partition], end).forEach(stock::arrived);
      read[partition] = end;
      Set<TopicPartition> ended = new HashSet<>(ALL);
      ended.removeIf(each -> read[each.partition()] < log.get(each.partition()).size());
      stock.endedAt(ended);
      if (stock.isStepDue()) {
        TrainingPool.Draw draw = stock.draw(steps.size(), 0);
        assertThat(draw.examples()).hasSize(EXAMPLES);
        steps.add(
            draw.examples().stream().map(TrainingExample::caption).toList().toString()
                + draw.fresh().size());
        stock.stepped(draw);
      } else if (ended.equals(ALL)) {
        return steps;
      }
    }
  }

  private static List<List<LogEntry>> log(int pairs) {
    Random random = new Random(17);
    List<List<LogEntry>> log = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      log.add(new ArrayList<>());
    }
    for (int i = 0; i < pairs; i++) {
      int id = random.nextInt(pairs);
      int partition = id % PARTITIONS;
      WindowPair pair = pair("p" + id, random.nextInt(100), partition, i);
      log.get(partition).add(pair);
      if (i % 9 == 8) {
        String before = log.get(partition).get(log.get(partition).size() / 2).pairId();
        log.get(partition).add(new GonePair(pair.position(), before, true));
      }
    }
    return log;
  }

  private TrainingPool stock(double credit) throws IOException {
    return new TrainingPool(
        window(24, directory.resolve("window-" + windows++)),
        new UnlearnedPairs(ALL),
        new StepBudget(PACE, credit, 1000),
        new BatchSampler(5, 0, HardNegatives.none(), Rehearsal.none()),
        new CaptionReservoir(100),
        new GeneratorExposure(1, Map.of()),
        EXAMPLES,
        CLOCK);
  }
}
