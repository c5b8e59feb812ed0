package dev.xmcgan.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.config.KeyLimits;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keys may ask for. */
class KeyAdmissionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_IMAGES = 100;
  private static final KeyLimits NONE = new KeyLimits(0, 0, 1);

  private final MovingClock clock = new MovingClock();
  private final OpenRequests open = new OpenRequests(clock);
  private final Admission admission =
      new Admission(
          open,
          GatewayConfigs.of(Map.of("requests.max-queued-images", Integer.toString(MAX_IMAGES))));
  private int ids;

  @Test
  void aMinuteHoldsSoManyImagesOfAnOwnerAndNotOfAnother() {
    // given: 20 in the first second, 10 half a minute later
    KeyLimits limits = new KeyLimits(30, 0, 1);
    answered(admit("ann", 10, limits), 10);
    answered(admit("ann", 10, limits), 10);
    clock.forward(Duration.ofSeconds(30));
    answered(admit("ann", 10, limits), 10);

    // when
    ApiError refused = refused("ann", 1, limits);

    // then: the first ones leave the minute in 30 s, and not before
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("rate_limit_exceeded");
    assertThat(refused.tryAgainAfter()).contains(Duration.ofSeconds(30));
    answered(admit("bob", 10, limits), 10);
    clock.forward(Duration.ofSeconds(29));
    assertThat(refused("ann", 1, limits).tryAgainAfter()).contains(Duration.ofSeconds(1));
    clock.forward(Duration.ofSeconds(1));
    answered(admit("ann", 10, limits), 10);
    answered(admit("ann", 10, limits), 10);
    assertThat(refused("ann", 10, limits).tryAgainAfter()).contains(Duration.ofSeconds(30));
  }

  @Test
  void whatAnOwnerAskedOfAnotherInstanceCountsToo() {
    // given
    KeyLimits limits = new KeyLimits(10, 0, 1);

    // when
    open.opened("read from the topic", "ann", 8, clock.in(60));
    open.failed("read from the topic");

    // then
    admit("ann", 2, limits);
    assertThat(refused("ann", 1, limits).code()).isEqualTo("rate_limit_exceeded");
  }

  @Test
  void aRefusedRequestCountsForNothing() {
    // given
    KeyLimits limits = new KeyLimits(10, 0, 1);
    answered(admit("ann", 9, limits), 9);

    // when
    for (int again = 0; again < 20; again++) {
      refused("ann", 2, limits);
    }

    // then
    admit("ann", 1, limits);
  }

  @Test
  void anOwnerHasSoManyRequestsOpen() {
    // given: answers take two seconds
    KeyLimits limits = new KeyLimits(0, 2, 1);
    String first = admit("ann", 1, limits);
    clock.forward(Duration.ofSeconds(2));
    answered(first, 1);
    String second = admit("ann", 1, limits);
    admit("ann", 3, limits);
    clock.forward(Duration.ofMillis(500));

    // when
    ApiError refused = refused("ann", 1, limits);

    // then
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("too_many_open_requests");
    assertThat(refused.tryAgainAfter()).contains(Duration.ofMillis(1_500));
    admit("bob", 1, limits);
    answered(second, 1);
    admit("ann", 1, limits);
  }

  @Test
  void nobodyHasMoreThanAShareOfTheQueue() {
    // given: ten images a second, and others' images in between
    KeyLimits half = new KeyLimits(0, 0, 0.5);
    measure(10);
    String mine = admit("ann", 30, half);
    String others = admit("bob", 30, half);
    admit("ann", 18, half);

    // when
    ApiError refused = refused("ann", 10, half);

    // then: eight of the first 30 must be drawn
    assertThat(refused.code()).isEqualTo("queue_share_used");
    assertThat(refused.tryAgainAfter().orElseThrow())
        .isBetween(Duration.ofMillis(700), Duration.ofMillis(900));
    admit("carol", 10, half);

    // and: then it is let in
    answered(mine, 8);
    admit("ann", 10, half);
    assertThat(open.images()).isEqualTo(30 + 30 + 18 + 10 - 8 + 10);
    answered(others, 30);
  }

  @Test
  void whoHasNothingInTheQueueIsLetInWhateverItsShare() {
    // given
    KeyLimits little = new KeyLimits(0, 0, 0.01);
    admit("bob", 40, NONE);

    // then
    admit("ann", 10, little);
    assertThat(refused("ann", 1, little).code()).isEqualTo("queue_share_used");
  }

  @Test
  void ownersThatAskForNothingAreForgotten() {
    // given
    KeyLimits limits = new KeyLimits(10, 1, 1);
    for (int owner = 0; owner < 1_000; owner++) {
      answered(admit("owner " + owner, 1, limits), 1);
    }
    assertThat(open.owners()).isEqualTo(1_000);

    // when
    clock.forward(Duration.ofSeconds(61));
    admit("ann", 1, limits);

    // then
    assertThat(open.owners()).isEqualTo(1);
  }

  private String admit(String owner, int count, KeyLimits limits) {
    String id = "request " + ids++;
    admission.admit(
        new Admission.Candidate(id, owner, count, TIMEOUT, clock.instant().plusSeconds(600)),
        Optional.of(limits));
    return id;
  }

  private ApiError refused(String owner, int count, KeyLimits limits) {
    return catchThrowableOfType(ApiException.class, () -> admit(owner, count, limits)).error();
  }

  private void answered(String id, int images) {
    for (int image = 0; image < images; image++) {
      open.imageCame(id);
    }
  }

  private void measure(int perSecond) {
    String id = admit("somebody", 100, NONE);
    for (int image = 0; image < 100; image++) {
      clock.forward(Duration.ofMillis(1_000 / perSecond));
      open.imageCame(id);
    }
  }
}
