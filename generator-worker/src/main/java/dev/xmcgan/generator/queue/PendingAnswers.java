package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.offsets.OffsetTracker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers that wait for a transaction, and the one that is under way with the offsets it finishes.
 * One owner; not thread-safe.
 */
final class PendingAnswers {
  private final OffsetTracker offsets;
  private final List<Answer> together = new ArrayList<>();

  /** Halves of transactions that were refused; each is tried by itself. */
  private final Deque<List<Answer>> apart = new ArrayDeque<>();

  private Optional<AnswerBatch> inTransaction = Optional.empty();

  /**
   * @param offsets told what is finished, and asked what that commits
   */
  PendingAnswers(OffsetTracker offsets) {
    this.offsets = offsets;
  }

  void add(Answer answer) {
    together.add(answer);
  }

  /** The next transaction; empty while there is nothing to commit or one is under way. */
  Optional<AnswerBatch> next() {
    if (inTransaction.isPresent()) {
      return Optional.empty();
    }
    List<Answer> answers = apart.isEmpty() ? takeAll() : apart.poll();
    answers.forEach(each -> offsets.finished(each.source().partition(), each.source().offset()));
    inTransaction =
        Optional.of(offsets.toCommit())
            .filter(commit -> !commit.isEmpty())
            .map(commit -> new AnswerBatch(answers, commit));
    return inTransaction;
  }

  /** The transaction went through. */
  void committed() {
    inTransaction = Optional.empty();
    offsets.committed();
  }

  /** The transaction's answers were not committed after all: they go first. */
  void putBack() {
    together.addAll(0, takeBack());
  }

  /**
   * The transaction's answers were refused together: they are tried in halves.
   *
   * @param instead what to say in the place of one that is refused alone
   */
  void split(Function<Answer, Answer> instead) {
    List<Answer> refused = takeBack();
    if (refused.size() == 1) {
      apart.push(List.of(instead.apply(refused.get(0))));
    } else if (!refused.isEmpty()) {
      int half = refused.size() / 2;
      apart.push(refused.subList(half, refused.size()));
      apart.push(refused.subList(0, half));
    }
  }

  /**
   * Forgets all of them, the transaction's too. Its records are open again, lest their offsets be
   * committed without answers.
   */
  void clear() {
    takeBack();
    together.clear();
    apart.clear();
  }

  void removeIf(Predicate<Answer> dropped) {
    together.removeIf(dropped);
    List<List<Answer>> left =
        apart.stream()
            .map(group -> group.stream().filter(dropped.negate()).toList())
            .filter(group -> !group.isEmpty())
            .toList();
    apart.clear();
    apart.addAll(left);
  }

  int size() {
    return together.size() + apart.stream().mapToInt(List::size).sum();
  }

  private List<Answer> takeAll() {
    List<Answer> answers = List.copyOf(together);
    together.clear();
    return answers;
  }

  /** The answers of the transaction that are still ours. */
  private List<Answer> takeBack() {
    List<Answer> answers =
        inTransaction.stream()
            .flatMap(batch -> batch.answers().stream())
            .filter(each -> offsets.reopen(each.source().partition(), each.source().offset()))
            .toList();
    inTransaction = Optional.empty();
    return answers;
  }
}
