package dev.xmcgan.generator.queue;

import static dev.xmcgan.generator.queue.QueuedRequests.OTHER;
import static dev.xmcgan.generator.queue.QueuedRequests.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.queue.Answer.Dropped;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.RecordSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of answers once they are in a transaction. */
class QueueTransactionsTest {
  private final QueuedRequests requests = new QueuedRequests();
  private final RequestQueue queue = requests.queue();

  @Test
  void nothingElseIsCommittedWhileATransactionIsUnderWay() {
    // given
    requests.accept(PARTITION, 0, 1);
    requests.draw(requests.next());
    queue.drainForCommit();
    requests.accept(PARTITION, 1, 1);
    requests.draw(requests.next());

    // then
    assertThat(queue.drainForCommit()).isEmpty();

    // when
    queue.committed();

    // then
    assertThat(queue.drainForCommit().orElseThrow().offsets())
        .containsEntry(PARTITION, new OffsetAndMetadata(2, ""));
  }

  @Test
  void whatTheGroupDidNotTakeIsCommittedAgainAsFarAsItIsOurs() {
    // given
    requests.accept(PARTITION, 0, 1);
    requests.accept(OTHER, 0, 1);
    requests.draw(requests.next());
    queue.drainForCommit();

    // when
    queue.revoked(Set.of(OTHER));
    queue.notCommitted();

    // then
    AnswerBatch again = queue.drainForCommit().orElseThrow();
    assertThat(again.answers())
        .extracting(Answer::source)
        .containsExactly(new RecordSource(PARTITION, 0));
    assertThat(again.offsets()).containsOnlyKeys(PARTITION);
  }

  @Test
  @Tag("promise-7")
  void refusedTransactionIsBisectedUntilTheGuiltyAnswerStandsAlone() {
    // given
    for (int offset = 0; offset < 10; offset++) {
      requests.accept(PARTITION, offset, 1);
    }
    while (queue.images() > 0) {
      requests.draw(requests.next());
    }
    List<Long> guilty = List.of(6L);
    List<Long> dropped = new ArrayList<>();
    List<Long> committed = new ArrayList<>();
    int transactions = 0;

    // when
    for (Optional<AnswerBatch> batch = queue.drainForCommit();
        batch.isPresent();
        batch = queue.drainForCommit()) {
      transactions++;
      List<Answer> answers = batch.get().answers();
      if (answers.stream()
          .anyMatch(each -> each instanceof Images && guilty.contains(each.source().offset()))) {
        queue.refused(
            answer -> {
              dropped.add(answer.source().offset());
              return new Dropped(answer.source());
            });
      } else {
        answers.forEach(answer -> committed.add(answer.source().offset()));
        queue.committed();
      }
    }

    // then
    assertThat(dropped).isEqualTo(guilty);
    assertThat(committed).hasSize(10).doesNotHaveDuplicates();
    assertThat(transactions).isLessThan(12);
  }

  @Test
  @Tag("promise-1")
  void whatAnAbortedTransactionAnsweredIsNotPassedOver() {
    // given
    for (int offset = 0; offset < 3; offset++) {
      requests.accept(PARTITION, offset, 1);
    }
    while (queue.images() > 0) {
      requests.draw(requests.next());
    }
    assertThat(queue.drainForCommit()).isPresent();

    // when: it failed, and all is to be read again
    queue.clear();

    // then: no offsets go out without their answers
    assertThat(queue.drainForCommit().map(AnswerBatch::offsets).orElse(Map.of()).values())
        .allMatch(committed -> committed.offset() == 0 && committed.metadata().isEmpty());
  }
}
