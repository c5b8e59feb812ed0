package dev.xmcgan.generator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.swap.LoadFailure;
import dev.xmcgan.generator.swap.SwapState.Preparing;
import dev.xmcgan.generator.swap.SwapState.Serving;
import dev.xmcgan.generator.swap.SwapState.Waiting;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.ServedChannel;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerStatusBoardTest {
  private static final Instant START = Instant.ofEpochSecond(1_000);

  private final SettableClock clock = new SettableClock(START);
  private final WorkerMetrics metrics = new WorkerMetrics(new SimpleMeterRegistry(), clock);
  private final WorkerStatusBoard board = new WorkerStatusBoard("w-1", "stable", metrics, clock);

  @Test
  void startsAsStarting() {
    assertThat(board.state()).isEqualTo(WorkerState.STARTING);
    assertThat(board.status().getCheckpointId()).isNull();
  }

  @Test
  void startSaysWhatItWaitsForUntilItIsOver() {
    // when
    board.waiting("waiting for somebody");

    // then
    assertThat(board.state()).isEqualTo(WorkerState.STARTING);
    assertThat(board.detail()).isEqualTo("waiting for somebody");

    // when
    board.running();

    // then
    assertThat(board.detail()).doesNotContain("somebody");
    assertThatThrownBy(() -> board.waiting("again")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runningWorkerWithoutReleaseWaits() {
    // when
    board.swap("stable", new Waiting(Optional.empty()));
    board.running();

    // then
    assertThat(board.state()).isEqualTo(WorkerState.WAITING_FOR_RELEASE);
    assertThat(board.detail()).isEqualTo("waiting for a release");
  }

  @Test
  void statusHoldsAllThatIsKnown() {
    // given
    board.device("cpu");
    board.running();
    metrics.committed(7, Duration.ofMillis(3));
    metrics.failed(FailureCode.INTERNAL);
    metrics.failed(FailureCode.INVALID_REQUEST);
    clock.advance(Duration.ofMinutes(1));

    // when
    board.swap(
        "stable", new Serving("c-1", Optional.of(new LoadFailure("c-2", "NaN in a weight"))));

    // then
    WorkerStatus status = board.status();
    assertThat(status.getWorkerId()).isEqualTo("w-1");
    assertThat(status.getRole()).isEqualTo(WorkerRole.GENERATOR);
    assertThat(status.getState()).isEqualTo(WorkerState.SERVING);
    assertThat(status.getCheckpointId()).isEqualTo("c-1");
    assertThat(status.getDevice()).isEqualTo("cpu");
    assertThat(status.getImagesDrawn()).isEqualTo(7);
    assertThat(status.getFailures()).isEqualTo(2);
    assertThat(status.getSwaps()).isEqualTo(1);
    assertThat(status.getRefusedCheckpointId()).isEqualTo("c-2");
    assertThat(status.getDetail()).contains("NaN in a weight");
    assertThat(status.getStartedAt()).isEqualTo(START);
    assertThat(status.getUpdatedAt()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void aStatusTellsWhatTheServingCheckpointSpoiledAndWhetherARefusalIsFinal() {
    // given
    board.running();
    board.swap("stable", new Serving("c-1", Optional.empty()));
    metrics.serving().spoiled("c-1");
    board.swap(
        "stable", new Serving("c-2", Optional.of(new LoadFailure("c-3", "no answer").passing())));

    // when: late news of the old one do not count
    metrics.serving().drew("c-1", 4);
    metrics.serving().drew("c-2", 3);
    metrics.serving().spoiled("c-2");
    metrics.serving().spoiled("c-2");

    // then
    WorkerStatus status = board.status();
    assertThat(status.getCheckpointImages()).isEqualTo(3);
    assertThat(status.getCheckpointFailures()).isEqualTo(2);
    assertThat(status.getRefusalIsFinal()).isFalse();
    board.swap("stable", new Serving("c-2", Optional.of(new LoadFailure("c-3", "NaN"))));
    assertThat(board.status().getRefusalIsFinal()).isTrue();
  }

  @Test
  void eachChannelHasItsOwnCheckpointRefusalAndCount() {
    // given
    board.running();
    board.swap("stable", new Serving("c-1", Optional.empty()));
    board.swap("photos", new Serving("p-1", Optional.of(new LoadFailure("p-2", "NaN"))));

    // when
    metrics.serving().drew("c-1", 4);
    metrics.serving().drew("p-1", 3);
    metrics.serving().spoiled("p-1");

    // then
    WorkerStatus status = board.status();
    assertThat(status.getChannel()).isEqualTo("stable");
    assertThat(status.getCheckpointId()).isEqualTo("c-1");
    assertThat(status.getRefusedCheckpointId()).isNull();
    assertThat(status.getCheckpointImages()).isEqualTo(4);
    assertThat(status.getCheckpointFailures()).isZero();
    assertThat(status.getAlsoServed()).hasSize(1);
    ServedChannel photos = status.getAlsoServed().get(0);
    assertThat(photos.getChannel()).isEqualTo("photos");
    assertThat(photos.getCheckpointId()).isEqualTo("p-1");
    assertThat(photos.getRefusedCheckpointId()).isEqualTo("p-2");
    assertThat(photos.getRefusalIsFinal()).isTrue();
    assertThat(photos.getCheckpointImages()).isEqualTo(3);
    assertThat(photos.getCheckpointFailures()).isEqualTo(1);
  }

  @Test
  void oneRefusalIsCountedOnceThroughLaterStates() {
    // given
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    WorkerStatusBoard counting =
        new WorkerStatusBoard("w-1", "stable", new WorkerMetrics(registry, clock), clock);
    Serving refused = new Serving("c-1", Optional.of(new LoadFailure("c-2", "no")));

    // when
    counting.swap("stable", refused);
    counting.swap("stable", new Preparing(refused, "c-3"));
    counting.swap("stable", new Serving("c-3", Optional.empty()));

    // then
    assertThat(registry.counter(MetricNames.REFUSALS, MetricNames.FAULT, "weights").count())
        .isEqualTo(1);
    assertThat(registry.counter(MetricNames.SWAPS).count()).isEqualTo(2);
  }

  @Test
  void aWorkerThatEndedDoesNotGoOn() {
    // given
    board.running();
    board.stopped();

    // then
    assertThatThrownBy(board::running).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> board.failed("late")).hasMessageContaining("Stopped");
    assertThat(board.state()).isEqualTo(WorkerState.STOPPED);
  }

  @Test
  void everyChangeIsTold() {
    // given
    AtomicInteger told = new AtomicInteger();
    board.onChange(told::incrementAndGet);

    // when
    board.running();
    board.swap("stable", new Serving("c-1", Optional.empty()));
    board.failed("fenced");

    // then
    assertThat(told).hasValue(3);
    assertThat(board.state()).isEqualTo(WorkerState.FAILED);
    assertThat(board.detail()).isEqualTo("fenced");
  }
}
