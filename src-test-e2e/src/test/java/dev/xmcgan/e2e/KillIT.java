package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kill -9 of the generator worker between poll and commit: nothing lost, nothing twice. */
@ExtendWith(SharedStack.class)
class KillIT {
  // seconds of work for a worker, however quickly it draws: the kill comes in the midst of them
  private static final int REQUESTS = 600;

  private final RunningStack stack;

  KillIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void everyAcknowledgedRequestIsAnsweredExactlyOnce() throws Exception {
    try (KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> answers =
            user.reader("image-results", "generation-failures")) {
      // given
      String run = UUID.randomUUID().toString();
      long firstPid = stack.service("generator-worker-1").path("pid").asLong();
      Map<String, Integer> answered = new HashMap<>();
      user.requestAll(
          IntStream.range(0, REQUESTS).mapToObj(i -> run + "-" + i).toList(),
          "a large purple diamond on snow");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                count(answers, run, answered);
                return answered.size() >= 10;
              });

      // when
      assertThat(answered.size()).as("killed while there is work left").isLessThan(REQUESTS);
      stack.kill("generator-worker-1");

      // then
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                count(answers, run, answered);
                return answered.size() == REQUESTS;
              });
      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                count(answers, run, answered);
                return answered.values().stream().allMatch(times -> times == 1);
              });
      assertThat(answered)
          .isEqualTo(
              IntStream.range(0, REQUESTS)
                  .boxed()
                  .collect(Collectors.toMap(i -> run + "-" + i, i -> 1)));
      assertThat(stack.service("generator-worker-1").path("pid").asLong()).isNotEqualTo(firstPid);
      assertThat(stack.output()).anyMatch(line -> line.contains("generator-worker-1"));
    }
  }

  private static void count(
      KafkaConsumer<String, byte[]> answers, String run, Map<String, Integer> answered) {
    KafkaUser.poll(
        answers,
        record -> {
          if (record.key().startsWith(run)) {
            answered.merge(record.key(), 1, Integer::sum);
          }
        });
  }
}
