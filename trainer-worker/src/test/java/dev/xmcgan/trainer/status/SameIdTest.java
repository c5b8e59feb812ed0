package dev.xmcgan.trainer.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Two trainers that were given one id. */
class SameIdTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final StatusBoard board = board("one", START);

  @Test
  void anotherOfTheSameIdThatRunsIsNoticedOnce() {
    // given
    WorkerStatus others = board("one", START.plusSeconds(7)).status();

    // when, then
    assertThat(board.isFirstOfAnother(others)).isTrue();
    assertThat(board.isFirstOfAnother(others)).isFalse();
  }

  @Test
  void itselfAnotherIdAndTheOneBeforeItAreNone() {
    // given: the one before may tell that it ends when the next has started
    WorkerStatus before = board("one", START.minusSeconds(60)).status();
    StatusBoard ending = board("one", START.plusSeconds(1));
    ending.state(WorkerState.STOPPED, "");

    // when, then
    assertThat(board.isFirstOfAnother(board.status())).isFalse();
    assertThat(board.isFirstOfAnother(board("other", START.plusSeconds(7)).status())).isFalse();
    assertThat(board.isFirstOfAnother(before)).isFalse();
    assertThat(board.isFirstOfAnother(ending.status())).isFalse();
  }

  private static StatusBoard board(String id, Instant now) {
    return new StatusBoard(id, "stable", Clock.fixed(now, ZoneOffset.UTC));
  }
}
