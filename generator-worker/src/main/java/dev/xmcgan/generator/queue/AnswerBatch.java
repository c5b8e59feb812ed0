package dev.xmcgan.generator.queue;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What goes into one transaction.
 *
 * @param answers may be empty where records were passed over that an earlier run had answered
 * @param offsets what to commit with them
 */
public record AnswerBatch(List<Answer> answers, Map<TopicPartition, OffsetAndMetadata> offsets) {
  public AnswerBatch {
    answers = List.copyOf(answers);
    offsets = Map.copyOf(offsets);
  }

  /** Everything that is sent. */
  public List<ProducerRecord<String, byte[]>> records() {
    return answers.stream().flatMap(answer -> answer.records().stream()).toList();
  }
}
