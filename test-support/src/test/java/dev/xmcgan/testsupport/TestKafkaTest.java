package dev.xmcgan.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestKafkaTest {

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @Test
  void whatIsWrittenIsReadBack() {
    // given
    KafkaSettings settings = KAFKA.provision("whatIsWritten-");
    CaptionRequest request =
        CaptionRequest.newBuilder().setRequestId("r1").setCaption("a red circle").build();
    try (Records records = KAFKA.records(settings)) {

      // when
      records.send(Topic.CAPTION_REQUESTS, "r1", request);

      // then
      assertThat(records.read(Topic.CAPTION_REQUESTS, CaptionRequest.class, 1))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.key()).isEqualTo("r1");
                assertThat(record.value()).isEqualTo(request);
              });
    }
  }
}
