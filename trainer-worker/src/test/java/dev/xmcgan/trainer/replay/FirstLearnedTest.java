package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.rehearsal.Rehearsal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLearnedTest {
  private static final int EXAMPLES = 2;

  private static final TopicPartition PARTITION = new TopicPartition("training-pairs", 0);

  @TempDir private Path directory;
  private TrainingPool stock;
  private long offset;

  @BeforeEach
  void open() throws IOException {
    stock =
        new TrainingPool(
            TestPairs.window(1_000, directory),
            new UnlearnedPairs(Set.of(PARTITION)),
            new StepBudget(
                Keys.of(Map.of("steps-per-pair", "1", "small-stream", "0", "fresh-share", "1"))
                    .pace(),
                0,
                1000),
            new BatchSampler(7, 0, HardNegatives.none(), Rehearsal.none()),
            new CaptionReservoir(0),
            new GeneratorExposure(1, Map.of()),
            EXAMPLES,
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  }

  @AfterEach
  void close() throws IOException {
    stock.close();
  }

  @Test
  void whatWasInAStepIsToldOldestFirst() {
    // given
    arrive(30, 10, 20);

    // when
    stock.stepped(stock.draw(0, 0));

    // then
    assertThat(stock.exposure().newPairs()).isEqualTo(new NewPairs(2L, List.of(10L, 30L)));
  }

  @Test
  void whatWasGivenUpIsNotTold() {
    // given
    arrive(30, 10);

    // when
    stock.giveUp(stock.draw(0, 0));

    // then
    assertThat(stock.exposure().newPairs()).isEqualTo(new NewPairs(0L, List.of()));
  }

  @Test
  void aReplayedPairIsNotToldAgain() {
    // given
    arrive(10, 20);
    stock.stepped(stock.draw(0, 0));
    stock.exposure().published();

    // when: no pair is fresh any more
    stock.stepped(stock.draw(1, 0));

    // then
    assertThat(stock.exposure().newPairs()).isEqualTo(new NewPairs(0L, List.of()));
  }

  @Test
  void itIsToldUntilACheckpointIsPublished() {
    // given
    arrive(10, 20);
    stock.stepped(stock.draw(0, 0));

    // then: a transaction that is tried again tells the same
    assertThat(stock.exposure().newPairs()).isEqualTo(stock.exposure().newPairs());
    assertThat(stock.exposure().newPairs().getCount()).isEqualTo(2);
  }

  @Test
  void ofManyAnEvenSampleIsTold() {
    // given
    FirstLearned learned = new FirstLearned();
    learned.add(LongStream.range(0, 1_000).mapToObj(this::pair).toList());

    // when
    NewPairs told = learned.newPairs();

    // then
    assertThat(told.getCount()).isEqualTo(1_000);
    assertThat(told.getArrivals()).hasSize(100).startsWith(5L, 15L).endsWith(985L, 995L);
  }

  private void arrive(long... times) {
    LongStream.of(times).mapToObj(this::pair).forEach(stock::arrived);
  }

  private WindowPair pair(long time) {
    return new WindowPair(
        new PairPosition(time, PARTITION, offset++), "p" + time, List.of("a caption"), new byte[1]);
  }
}
