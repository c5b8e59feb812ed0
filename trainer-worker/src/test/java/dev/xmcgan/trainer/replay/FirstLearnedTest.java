package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.schemas.NewPairs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FirstLearnedTest {
  private static final int EXAMPLES = 2;

  private final PairStock stock =
      new PairStock(
          new ReplayWindow(1_000),
          new Pace(new PaceSettings(1, false, 1, Duration.ofSeconds(5)), 0),
          new BatchSampler(7, HardNegatives.none()),
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  void whatWasInAStepIsToldOldestFirst() {
    // given
    arrive(30, 10, 20);

    // when
    stock.stepped(stock.draw(0, 0, EXAMPLES));

    // then
    assertThat(stock.firstLearned()).isEqualTo(new NewPairs(2L, List.of(10L, 30L)));
  }

  @Test
  void whatWasDrawnAndNotLearnedIsNotTold() {
    // given
    arrive(30, 10);

    // when
    stock.putBack(stock.draw(0, 0, EXAMPLES));

    // then
    assertThat(stock.firstLearned()).isEqualTo(new NewPairs(0L, List.of()));
  }

  @Test
  void aReplayedPairIsNotToldAgain() {
    // given
    arrive(10, 20);
    stock.stepped(stock.draw(0, 0, EXAMPLES));
    stock.published();

    // when: no pair is fresh any more
    stock.stepped(stock.draw(1, 0, EXAMPLES));

    // then
    assertThat(stock.firstLearned()).isEqualTo(new NewPairs(0L, List.of()));
  }

  @Test
  void itIsToldUntilACheckpointIsPublished() {
    // given
    arrive(10, 20);
    stock.stepped(stock.draw(0, 0, EXAMPLES));

    // then: a transaction that is tried again tells the same
    assertThat(stock.firstLearned()).isEqualTo(stock.firstLearned());
    assertThat(stock.firstLearned().getCount()).isEqualTo(2);
  }

  @Test
  void ofManyAnEvenSampleIsTold() {
    // given
    FirstLearned learned = new FirstLearned();
    learned.add(LongStream.range(0, 1_000).mapToObj(FirstLearnedTest::pair).toList());

    // when
    NewPairs told = learned.newPairs();

    // then
    assertThat(told.getCount()).isEqualTo(1_000);
    assertThat(told.getArrivals()).hasSize(100).startsWith(5L, 15L).endsWith(985L, 995L);
  }

  private void arrive(long... times) {
    LongStream.of(times).mapToObj(FirstLearnedTest::pair).forEach(stock::arrived);
  }

  private static WindowPair pair(long time) {
    return new WindowPair(
        new PairPosition(time, new TopicPartition("training-pairs", 0), time),
        "p" + time,
        List.of("a caption"),
        new byte[3]);
  }
}
