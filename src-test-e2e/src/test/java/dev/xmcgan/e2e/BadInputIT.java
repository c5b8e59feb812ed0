package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Poison amid good requests: it is answered or dead-lettered, and the others get their images. */
@ExtendWith(SharedStack.class)
class BadInputIT {
  private final RunningStack stack;

  BadInputIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void poisonAndAbsurdRequestsDoNotStopTheGoodOnes() throws Exception {
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> answers =
            user.reader("image-results", "generation-failures", "dead-letters")) {
      // given
      String run = UUID.randomUUID().toString();
      byte[] poison = ("not avro " + run).getBytes(StandardCharsets.UTF_8);
      byte[] unknownSchema = {0, 0x7f, 0, 0, 1, 2, 3, 4};

      // when
      for (int i = 0; i < 12; i++) {
        user.request(run + "-good-" + i, "a small green heart on sand", request -> {});
        if (i == 3) {
          user.send("caption-requests", run + "-poison", poison);
          user.send("caption-requests", run + "-unknown-schema", unknownSchema);
        }
        if (i == 5) {
          user.request(run + "-absurd", "x", request -> request.put("count", 1_000_000));
          user.request(run + "-blank", "   ", request -> {});
        }
      }

      // then
      Map<String, List<String>> seen = new HashMap<>();
      List<byte[]> deadLetters = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                KafkaUser.poll(
                    answers,
                    record -> {
                      if (record.topic().equals("dead-letters")) {
                        deadLetters.add(record.value());
                      } else if (record.key().startsWith(run)) {
                        GenericRecord value = user.decode(record.value());
                        seen.computeIfAbsent(record.key(), key -> new ArrayList<>())
                            .add(
                                record.topic().equals("image-results")
                                    ? "image"
                                    : value.get("code").toString());
                      }
                    });
                for (int i = 0; i < 12; i++) {
                  assertThat(seen.get(run + "-good-" + i)).containsExactly("image");
                }
                assertThat(seen.get(run + "-absurd")).containsExactly("INVALID_REQUEST");
                assertThat(seen.get(run + "-blank")).containsExactly("INVALID_REQUEST");
                assertThat(deadLetters).contains(poison).contains(unknownSchema);
              });
    }
  }
}
