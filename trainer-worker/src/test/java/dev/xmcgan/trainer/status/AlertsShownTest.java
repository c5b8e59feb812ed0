package dev.xmcgan.trainer.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.WorkerState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An alert is seen wherever somebody looks. */
class AlertsShownTest {
  @Test
  void theStatusBeginsWithWhatIsWrongAndTellsWhenThatChanges() {
    // given
    StatusBoard board = new StatusBoard("one", "stable", Clock.systemUTC());
    AtomicInteger told = new AtomicInteger();
    board.state(WorkerState.TRAINING, "12 pairs not yet learned");
    board.onChange(told::incrementAndGet);

    // when
    board.alerts(List.of(TrainingAlert.CONSTANT_IMAGES));
    board.alerts(List.of(TrainingAlert.CONSTANT_IMAGES));

    // then
    assertThat(told.get()).isEqualTo(1);
    assertThat(board.detail()).isEqualTo("alert: constant images; 12 pairs not yet learned");
    assertThat(board.status().getDetail()).isEqualTo(board.detail());

    // when
    board.alerts(List.of());

    // then
    assertThat(told.get()).isEqualTo(2);
    assertThat(board.detail()).isEqualTo("12 pairs not yet learned");
  }

  @Test
  void thatImagesAreKeptLargerIsSaidLast() {
    // given
    StatusBoard board = new StatusBoard("one", "stable", Clock.systemUTC());
    board.state(WorkerState.TRAINING, "12 pairs not yet learned");

    // when
    board.curatedLarger(64, 128);

    // then
    assertThat(board.status().getDetail())
        .isEqualTo(
            "12 pairs not yet learned; images are kept at 128 px since a channel needs it, those"
                + " that came before at 64 until imported again");
  }

  @Test
  void prometheusHasAGaugeForEachAlert() {
    // given
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TrainerMeters meters = new TrainerMeters(registry);

    // when
    meters.trained(metrics(List.of(TrainingAlert.DISCRIMINATOR_GUESSING)));

    // then
    assertThat(alert(registry, "DISCRIMINATOR_GUESSING")).isEqualTo(1);
    assertThat(alert(registry, "NON_FINITE_STEPS")).isZero();
    assertThat(registry.get(TrainerMeters.PAIRS_PER_SECOND).gauge().value()).isEqualTo(32);
    assertThat(registry.get(TrainerMeters.SCALAR).tag("term", "sigma_max").gauge().value())
        .isEqualTo(1.25);

    // when
    meters.trained(metrics(List.of()));

    // then
    assertThat(alert(registry, "DISCRIMINATOR_GUESSING")).isZero();
  }

  private static double alert(SimpleMeterRegistry registry, String name) {
    return registry.get(TrainerMeters.ALERT).tag("alert", name).gauge().value();
  }

  private static TrainingMetrics metrics(List<TrainingAlert> alerts) {
    return TrainingMetrics.newBuilder()
        .setTrainerId("one")
        .setStep(7)
        .setPairsSeen(112)
        .setWindowPairs(50)
        .setStepsPerSecond(2)
        .setPairsPerSecond(32)
        .setScalars(Map.of("sigma_max", 1.25))
        .setAlerts(alerts)
        .setMeasuredAt(Instant.EPOCH)
        .build();
  }
}
