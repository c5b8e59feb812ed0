package dev.xmcgan.transport.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class TransactionFailuresTest {
  @Test
  void missingPermissionIsNoRefusalOfTheRecords() {
    // given
    KafkaException topic =
        new KafkaException("send", new TopicAuthorizationException(Set.of("image-results")));
    KafkaException id = new KafkaException(new TransactionalIdAuthorizationException("denied"));

    // then
    assertThat(TransactionFailures.isDenial(topic)).isTrue();
    assertThat(TransactionFailures.isDenial(id)).isTrue();
    assertThat(TransactionFailures.isRefusal(topic)).isFalse();
  }

  @Test
  void recordThatIsTooLargeIsRefused() {
    // given
    KafkaException large = new KafkaException(new RecordTooLargeException("5 MB"));

    // then
    assertThat(TransactionFailures.isRefusal(large)).isTrue();
    assertThat(TransactionFailures.isDenial(large)).isFalse();
  }
}
