package dev.xmcgan.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(100);

  @Test
  void whatDoesNotFitIsNotGiven() {
    // given
    MemoryBudget.Share share = budget.take(60);

    // when, then
    assertThat(budget.take(41)).isNull();
    assertThat(budget.held()).isEqualTo(60);
    share.release();
    assertThat(budget.take(100)).isNotNull();
  }

  @Test
  void whatIsGivenBackIsGivenBackOnce() {
    // given
    MemoryBudget.Share share = budget.take(60);
    MemoryBudget.Share other = budget.take(40);

    // when
    share.shrinkTo(10);
    share.shrinkTo(50);
    share.release();
    share.release();

    // then
    assertThat(budget.held()).isEqualTo(40);
    other.release();
    assertThat(budget.held()).isZero();
  }
}
