package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.drawing.LaneTrial.Setting;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTrialTest {
  @Test
  void fromOneLaneWithAllCoresToALaneForEach() {
    assertThat(LaneTrial.candidates(1)).containsExactly(new Setting(1, 1));
    assertThat(LaneTrial.candidates(2)).containsExactly(new Setting(1, 2), new Setting(2, 1));
    assertThat(LaneTrial.candidates(6))
        .containsExactly(
            new Setting(1, 6), new Setting(2, 3), new Setting(4, 1), new Setting(6, 1));
    assertThat(LaneTrial.candidates(64)).last().isEqualTo(new Setting(16, 4));
  }

  @Test
  void theFastestIsTaken() {
    assertThat(LaneTrial.best(LaneTrial.candidates(4), Setting::lanes))
        .isEqualTo(new Setting(4, 1));
    assertThat(LaneTrial.best(LaneTrial.candidates(4), Setting::threads))
        .isEqualTo(new Setting(1, 4));
  }

  @Test
  void fewerLanesMustBeWorthIt() {
    assertThat(LaneTrial.best(LaneTrial.candidates(2), each -> each.lanes() == 1 ? 109 : 100))
        .isEqualTo(new Setting(2, 1));
    assertThat(LaneTrial.best(LaneTrial.candidates(2), each -> each.lanes() == 1 ? 111 : 100))
        .isEqualTo(new Setting(1, 2));
  }

  @Test
  void eachLaneDrawsOnAThreadOfItsOwnWithTheThreadsOfItsSetting() throws Exception {
    // given
    AtomicInteger threads = new AtomicInteger();
    Set<Thread> lanes = ConcurrentHashMap.newKeySet();

    // when
    double speed =
        LaneTrial.speed(new Setting(3, 2), threads::set, () -> lanes.add(Thread.currentThread()));

    // then
    assertThat(threads).hasValue(2);
    assertThat(lanes).hasSize(3).doesNotContain(Thread.currentThread());
    assertThat(speed).isPositive();
  }

  @Test
  void aPassThatFailsEndsTheTrial() {
    // given
    AtomicInteger passes = new AtomicInteger();
    Runnable fails =
        () -> {
          if (passes.incrementAndGet() == 2) {
            throw new IllegalStateException("cannot draw");
          }
        };

    // then
    assertThatThrownBy(() -> LaneTrial.speed(new Setting(2, 1), threads -> {}, fails))
        .hasMessage("cannot draw");
  }
}
