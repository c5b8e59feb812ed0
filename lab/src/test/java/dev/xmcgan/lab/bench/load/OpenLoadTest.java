package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenLoadTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final int PER_SECOND = 200;

  @Test
  void requestsAreSentWhileEarlierOnesWait() throws Exception {
    // given: nobody answers
    KafkaSettings kafka = KAFKA.provision("open-load-");
    DrawnOrder order = new DrawnOrder(List.of(InstantWorker.CHECKPOINT, "another"));
    long begin = System.nanoTime();
    try (RequestChannel requests = new RequestChannel(kafka);
        OpenLoad load =
            new OpenLoad(requests, new Arrivals(begin, PER_SECOND, new Random(1)), order)) {
      await().until(() -> requests.open() > 20);
      long waited = System.nanoTime();

      // when
      try (InstantWorker worker = new InstantWorker(kafka)) {
        load.end();
      }

      // then
      Latencies before = load.between(begin, waited);
      assertThat(before.millis()).hasSizeGreaterThanOrEqualTo(20).doesNotContain(0);
      assertThat(before.percentile(100))
          .isGreaterThan((waited - begin) / 1e6 - 1_000.0 * 5 / PER_SECOND - 200);
      assertThat(load.lost()).isZero();
      assertThat(load.failed()).isZero();
      assertThat(load.repeated()).isZero();
      assertThat(order.stale()).isZero();
    }
  }
}
