package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstantWorkerTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration SHORT = Duration.ofSeconds(1);

  @Test
  void whatIsAskedForOverKafkaIsAnsweredInATransaction() throws Exception {
    // given
    KafkaSettings kafka = KAFKA.provision("instant-");
    try (InstantWorker worker = new InstantWorker(kafka);
        KafkaCallers bare = new KafkaCallers(kafka)) {
      // when
      Latencies seen = bare.run(8, SHORT);

      // then: each caller has had at least one answer
      assertThat(seen.count()).isGreaterThanOrEqualTo(8);
      assertThat(worker.transactions()).isPositive().isLessThanOrEqualTo(seen.count());
    }
  }
}
