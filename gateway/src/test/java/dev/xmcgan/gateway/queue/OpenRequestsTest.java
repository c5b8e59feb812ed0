package dev.xmcgan.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_IMAGES = 100;

  private final MovingClock clock = new MovingClock();
  private final OpenRequests open = new OpenRequests(clock);
  private final Admission admission =
      new Admission(
          open,
          GatewayConfigs.of(Map.of("requests.max-queued-images", Integer.toString(MAX_IMAGES))));

  @Test
  void imagesCountUntilTheyAreThere() {
    // given
    open.opened("a", "ann", 3, clock.in(60));
    open.opened("a", "ann", 3, clock.in(60));
    open.opened("b", "ann", 2, null);

    // when
    open.imageCame("a");
    open.failed("b");
    open.imageCame("nobody's");

    // then
    assertThat(open.images()).isEqualTo(2);
  }

  @Test
  void anAnswerThatIsReadBeforeItsRequestCloses() {
    // when
    open.imageCame("a");
    open.opened("a", "ann", 1, clock.in(60));

    // then
    assertThat(open.images()).isZero();
  }

  @Test
  void whatIsPastItsDeadlineCountsNoLonger() {
    // given
    open.opened("a", "ann", 3, clock.in(5));
    open.opened("b", "ann", 2, clock.in(5));
    open.opened("c", "ann", 1, clock.in(50));

    // when
    clock.forward(Duration.ofSeconds(5));

    // then
    assertThat(open.images()).isEqualTo(1);
  }

  @Test
  void throughputIsThatOfBusyTime() {
    // given: 4 images a second for 20 s, then rest, then the same again
    work(80, 4);
    clock.forward(Duration.ofHours(1));
    work(80, 4);

    // then
    assertThat(open.imagesPerSecond()).hasValueCloseTo(4.0, within(0.5));
  }

  @Test
  void questionsOneByOneSayNothingOfHowFastManyAreAnswered() {
    // given: ten answers, each of which took a second
    for (int request = 0; request < 10; request++) {
      open.opened("r" + request, "ann", 1, clock.in(60));
      clock.forward(Duration.ofSeconds(1));
      open.imageCame("r" + request);
    }

    // then
    assertThat(open.imagesPerSecond()).isEmpty();
  }

  @Test
  void untilSomethingWasAnsweredOnlyTheNumberIsBounded() {
    // given
    open.opened("a", "ann", MAX_IMAGES - 10, clock.in(60));

    // when
    letIn(10, TIMEOUT);
    ApiError refused = refused(11, TIMEOUT);

    // then
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("queue_full");
    assertThat(refused.type()).isEqualTo("rate_limit_error");
    assertThat(refused.tryAgainAfter()).isPresent();
  }

  @Test
  @Tag("promise-6")
  void whatCannotBeAnsweredInTimeIsRefusedUntilItCan() {
    // given: 4 images a second, so 40 in ten seconds
    work(80, 4);
    open.opened("ahead", "ann", 60, clock.in(600));

    // when
    ApiError refused = refused(4, TIMEOUT);

    // then: 24 too many are 6 s of work
    Duration wait = refused.tryAgainAfter().orElseThrow();
    assertThat(wait).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(8));

    // and: after that time it is let in
    for (int drawn = 0; drawn < wait.toMillis() * 4 / 1_000 + 1; drawn++) {
      clock.forward(Duration.ofMillis(250));
      open.imageCame("ahead");
    }
    letIn(4, TIMEOUT);
  }

  @Test
  void whileLessThanAMicroBatchWaitsAllIsLetInWhateverWasMeasured() {
    // given: workers that were all but away
    work(40, 0.1);
    open.opened("ahead", "ann", OpenRequests.BUSY - 1, clock.in(600));

    // then
    letIn(10, Duration.ofSeconds(1));
  }

  @Test
  void whatWasMeasuredOfWorkersThatWereAwayIsMeasuredAnew() {
    // given
    work(40, 0.1);

    // when: they are back, and draw 20 images a second
    for (int batch = 0; batch < 5; batch++) {
      letIn(10, TIMEOUT);
      work(100, 20);
    }

    // then
    open.opened("ahead", "ann", 2 * OpenRequests.BUSY, clock.in(600));
    letIn(10, TIMEOUT);
  }

  private void work(int images, double perSecond) {
    String id = "work at " + clock.instant();
    open.opened(id, "ann", images, clock.in(100_000));
    for (int image = 0; image < images; image++) {
      clock.forward(Duration.ofMillis((long) (1_000 / perSecond)));
      open.imageCame(id);
    }
  }

  /** Lets a request in that is over at once. */
  private void letIn(int count, Duration timeout) {
    admission.admit(
        new Admission.Candidate("asked", "bob", count, timeout, clock.instant().plus(timeout)),
        Optional.empty());
    open.failed("asked");
  }

  private ApiError refused(int count, Duration timeout) {
    return catchThrowableOfType(ApiException.class, () -> letIn(count, timeout)).error();
  }
}
