package dev.xmcgan.generator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.status.WorkerMetrics.Waiting;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.schemas.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `(xmcgan\\.worker\\.[a-z.]+)` \\| (?:timer|histogram|counter|gauge)");

  private final SettableClock clock = new SettableClock(NOW);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(registry, clock);

  @Test
  void theReadmeNamesThemAll() throws IOException {
    // given
    String readme = Files.readString(Path.of("README.md"));

    // when
    Set<String> documented =
        ROW.matcher(readme).results().map(row -> row.group(1)).collect(Collectors.toSet());

    // then
    assertThat(documented)
        .isEqualTo(
            meters().stream().map(meter -> meter.getId().getName()).collect(Collectors.toSet()));
  }

  @Test
  void eachIsThereFromTheStartAndSaysWhatItIs() {
    // then
    List<Meter> meters = meters();
    assertThat(meters).extracting(meter -> meter.getId().getDescription()).doesNotContainNull();
    assertThat(meters)
        .filteredOn(Counter.class::isInstance)
        .allMatch(meter -> ((Counter) meter).count() == 0);
    for (FailureCode code : FailureCode.values()) {
      assertThat(registry.get(MetricNames.FAILURES).tag(MetricNames.CODE, code.name()).counter())
          .isNotNull();
    }
  }

  @Test
  void eachStepOfAMicroBatchIsMeasured() {
    // when
    metrics.drawn(
        4, 4 * 4301.0, Duration.ofMillis(10), Duration.ofMillis(30), Duration.ofMillis(2));

    // then
    assertThat(totalMillis(MetricNames.TEXT)).isEqualTo(10);
    assertThat(totalMillis(MetricNames.DRAW)).isEqualTo(30);
    assertThat(totalMillis(MetricNames.ENCODE)).isEqualTo(2);
    assertThat(registry.get(MetricNames.BATCH_IMAGES).summary().totalAmount()).isEqualTo(4);
  }

  @Test
  void agesGrowUntilTheyAreToldAnew() {
    // given
    metrics.waiting(new Waiting(3, Optional.of(NOW.minusSeconds(2)), 7, Optional.of(NOW)));
    metrics.servesAnew();

    // when
    clock.advance(Duration.ofSeconds(5));

    // then
    assertThat(gauge(MetricNames.HELD)).isEqualTo(3);
    assertThat(gauge(MetricNames.HELD_AGE)).isEqualTo(7);
    assertThat(gauge(MetricNames.UNREAD)).isEqualTo(7);
    assertThat(gauge(MetricNames.UNREAD_AGE)).isEqualTo(5);
    assertThat(gauge(MetricNames.CHECKPOINT_AGE)).isEqualTo(5);
    metrics.waiting(new Waiting(0, Optional.empty(), 0, Optional.empty()));
    assertThat(gauge(MetricNames.HELD_AGE)).isZero();
  }

  /** Without the buckets, which this registry shows as meters of their own. */
  private List<Meter> meters() {
    return registry.getMeters().stream()
        .filter(meter -> !meter.getId().getName().endsWith(".histogram"))
        .toList();
  }

  private double totalMillis(String timer) {
    return registry.get(timer).timer().totalTime(TimeUnit.MILLISECONDS);
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
