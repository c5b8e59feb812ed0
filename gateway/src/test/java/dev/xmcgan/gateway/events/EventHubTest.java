package dev.xmcgan.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventHubTest {
  private static final int BUFFER = 30;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EventHub hub = hub();

  @Test
  void aNewcomerIsToldTheNewestOfEachThenWhatComes() {
    // given
    hub.publish(release("stable", "first"));
    hub.publish(worker("w1", "STARTING"));
    hub.publish(release("stable", "second"));
    hub.publish(worker("w2", "SERVING"));

    // when
    AssertSubscriber<ServerEvent> client = connect(Long.MAX_VALUE);
    hub.publish(worker("w1", "SERVING"));

    // then
    assertThat(told(client))
        .containsExactly(
            worker("w1", "STARTING"),
            release("stable", "second"),
            worker("w2", "SERVING"),
            worker("w1", "SERVING"));
  }

  @Test
  void aStreamBeginsAtOnceWithAComment() {
    assertThat(connect(Long.MAX_VALUE).getItems()).containsExactly(ServerEvent.HEARTBEAT);
  }

  @Test
  void someMetricsAreReplayedSoThatCurvesDoNotStartEmpty() {
    // given
    for (int step = 1; step <= 10; step++) {
      hub.publish(metrics("trainer", step));
    }

    // when
    AssertSubscriber<ServerEvent> client = connect(Long.MAX_VALUE);

    // then
    assertThat(told(client))
        .containsExactly(metrics("trainer", 8), metrics("trainer", 9), metrics("trainer", 10));
  }

  @Test
  void aSlowClientIsDroppedAndTheOthersGoOn() {
    // given
    AssertSubscriber<ServerEvent> slow = connect(1);
    AssertSubscriber<ServerEvent> quick = connect(Long.MAX_VALUE);

    // when
    for (int step = 0; step < 10 * BUFFER; step++) {
      hub.publish(metrics("trainer", step));
    }

    // then
    slow.request(Long.MAX_VALUE).awaitFailure();
    assertThat(slow.getItems()).hasSizeLessThanOrEqualTo(BUFFER + 1);
    assertThat(told(quick)).hasSize(10 * BUFFER);
    assertThat(hub.clients()).isEqualTo(1);
    assertThat(meters.counter(GatewayMetrics.EVENT_CLIENTS_DROPPED).count()).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesIsForgotten() {
    // given
    AssertSubscriber<ServerEvent> client = connect(Long.MAX_VALUE);

    // when
    client.cancel();

    // then
    assertThat(hub.clients()).isZero();
  }

  @Test
  void thereIsABoundOnClients() {
    // given
    for (int client = 0; client < 5; client++) {
      connect(1);
    }

    // then
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> hub.subscribe(Optional.empty()))
        .satisfies(refused -> assertThat(refused.error().status()).isEqualTo(503));
  }

  @Test
  void noKeyTakesMoreThanHalfOfTheStreams() {
    // given: five in all
    List<AssertSubscriber<ServerEvent>> greedy =
        Stream.generate(() -> connect(1, Optional.of("greedy"))).limit(3).toList();

    // then
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> hub.subscribe(Optional.of("greedy")))
        .satisfies(refused -> assertThat(refused.error().status()).isEqualTo(429));
    connect(1, Optional.of("modest"));

    // when
    greedy.get(0).cancel();

    // then
    connect(1, Optional.of("greedy"));
  }

  @Test
  void workersLongGoneAreForgottenBeforeNewerOnes() {
    // given
    for (int worker = 0; worker < 1_000; worker++) {
      hub.publish(worker("w" + worker, "STOPPED"));
    }

    // when
    List<ServerEvent> told = told(connect(Long.MAX_VALUE));

    // then
    assertThat(told).hasSize(256);
    assertThat(told.get(255).key()).isEqualTo("w999");
  }

  @Test
  void stoppingEndsAllStreams() {
    // given
    AssertSubscriber<ServerEvent> client = connect(Long.MAX_VALUE);

    // when
    hub.stop();

    // then
    client.awaitCompletion();
    assertThatExceptionOfType(ApiException.class).isThrownBy(() -> hub.subscribe(Optional.empty()));
  }

  private AssertSubscriber<ServerEvent> connect(long wanted) {
    return connect(wanted, Optional.empty());
  }

  private AssertSubscriber<ServerEvent> connect(long wanted, Optional<String> key) {
    return hub.subscribe(key).subscribe().withSubscriber(AssertSubscriber.create(wanted));
  }

  private static List<ServerEvent> told(AssertSubscriber<ServerEvent> client) {
    return client.getItems().stream().filter(event -> !event.isHeartbeat()).toList();
  }

  private EventHub hub() {
    return new EventHub(
        GatewayConfigs.of(
            Map.of(
                "events.client-buffer", Integer.toString(BUFFER),
                "events.max-clients", "5",
                "events.replayed-metrics", "3")),
        new GatewayMetrics(meters));
  }

  private static ServerEvent release(String channel, String checkpoint) {
    return new ServerEvent(ServerEvent.RELEASE, channel, checkpoint);
  }

  private static ServerEvent worker(String id, String state) {
    return new ServerEvent(ServerEvent.WORKER, id, state);
  }

  private static ServerEvent metrics(String trainer, int step) {
    return new ServerEvent(ServerEvent.METRICS, trainer, "step " + step);
  }
}
