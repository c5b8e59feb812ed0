package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class UndecodableAnswerTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void itFailsItsCaptionAtOnce() throws Exception {
    // given: somebody who answers each request with what is no record
    KafkaSettings settings = KAFKA.provision("undecodable-answer-");
    List<String> failures = new ArrayList<>();
    try (CaptionStream stream = new CaptionStream(settings);
        Records records = KAFKA.records(settings)) {
      CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> answer(settings, records));

      // when
      stream.draw(
          List.of(new NumberedCaption(0, "a red circle")).iterator(),
          0,
          "stable",
          new ImageFolder(folder.resolve("images")),
          new CaptionStream.Outcome() {
            @Override
            public void drawn() {
              failures.add("drawn");
            }

            @Override
            public void failed(NumberedCaption caption, String reason) {
              failures.add(caption.text() + ": " + reason);
            }
          });

      // then
      assertThat(failures).containsExactly("a red circle: its image cannot be decoded");
      worker.get();
    }
  }

  private static void answer(KafkaSettings settings, Records records) {
    await().atMost(Duration.ofSeconds(30)).until(() -> !requests(records).isEmpty());
    records.send(
        new ProducerRecord<>(
            settings.topic(Topic.IMAGE_RESULTS),
            requests(records).get(0),
            "no record".getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> requests(Records records) {
    return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
        .map(record -> record.value().getRequestId())
        .toList();
  }
}
