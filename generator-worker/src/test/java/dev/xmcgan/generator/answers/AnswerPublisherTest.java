package dev.xmcgan.generator.answers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.queue.Answer;
import dev.xmcgan.generator.queue.Answer.Failed;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.transport.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AnswerPublisherTest {
  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  @Test
  @Timeout(60)
  void brokerThatIsAwayIsWaitedForOnceAndNotForEachAnswer() {
    // given
    List<Answer> answers =
        IntStream.range(0, 100).<Answer>mapToObj(AnswerPublisherTest::answer).toList();
    try (AnswerPublisher publisher = new AnswerPublisher(NOWHERE, "w-1")) {
      // when
      Map<Answer, Optional<KafkaException>> outcomes = publisher.publish(answers);

      // then
      assertThat(outcomes).containsOnlyKeys(answers);
      assertThat(outcomes.values()).allMatch(Optional::isPresent);
    }
  }

  private static Answer answer(int offset) {
    return new Failed(
        new RecordSource(new TopicPartition("caption-requests", 0), offset),
        "id-" + offset,
        FailureCode.CANCELLED,
        new ProducerRecord<>("generation-failures", "id-" + offset, new byte[1]));
  }
}
