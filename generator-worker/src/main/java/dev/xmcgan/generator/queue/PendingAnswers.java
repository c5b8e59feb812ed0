package dev.xmcgan.generator.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers that wait for a transaction. One owner; not thread-safe. */
final class PendingAnswers {
  private final List<Answer> together = new ArrayList<>();

  /** Halves of transactions that were refused; each is tried by itself. */
  private final Deque<List<Answer>> apart = new ArrayDeque<>();

  void add(Answer answer) {
    together.add(answer);
  }

  /** What goes into the next transaction; no longer held. */
  List<Answer> next() {
    if (!apart.isEmpty()) {
      return apart.poll();
    }
    List<Answer> answers = List.copyOf(together);
    together.clear();
    return answers;
  }

  /** Answers that were not committed after all go first. */
  void putBack(List<Answer> answers) {
    together.addAll(0, answers);
  }

  /**
   * Answers that were refused together are tried in halves.
   *
   * @param instead what to say in the place of one that is refused alone
   */
  void split(List<Answer> refused, Function<Answer, Answer> instead) {
    if (refused.size() == 1) {
      apart.push(List.of(instead.apply(refused.get(0))));
    } else if (!refused.isEmpty()) {
      int half = refused.size() / 2;
      apart.push(refused.subList(half, refused.size()));
      apart.push(refused.subList(0, half));
    }
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
}
