package dev.xmcgan.gateway.answers;

import static dev.xmcgan.gateway.answers.Answers.failure;
import static dev.xmcgan.gateway.answers.Answers.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.gateway.config.GatewayConfigs;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.ImageResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final byte[] FILE = {1, 2, 3};

  private final WaitingRequests waiting = withRoomFor(1_000);

  @Test
  void isAnsweredWhenAllImagesAreThereInOrderOfTheirIndex() {
    // given
    CompletableFuture<RequestAnswer> answer = await("r", 3, LONG);

    // when
    waiting.accept(image("r", 2, 3, FILE));
    waiting.accept(image("r", 0, 3, FILE));
    boolean early = answer.isDone();
    waiting.accept(image("r", 1, 3, FILE));

    // then
    assertThat(early).isFalse();
    assertThat(drawn(answer).images()).extracting(ImageResult::getIndex).containsExactly(0, 1, 2);
    assertThat(waiting.size()).isZero();
  }

  @Test
  void repeatedImagesCountOnceAndTheFirstStays() {
    // given
    CompletableFuture<RequestAnswer> answer = await("r", 2, LONG);
    ImageResult first = image("r", 0, 2, FILE);

    // when
    waiting.accept(first);
    waiting.accept(image("r", 0, 2, new byte[] {9}));
    boolean early = answer.isDone();
    waiting.accept(image("r", 1, 2, FILE));

    // then
    assertThat(early).isFalse();
    assertThat(drawn(answer).images().get(0)).isSameAs(first);
  }

  @Test
  void imagesBeyondTheRoomForThemEndTheRequestThatTheyAreOf() {
    // given: there are three of three bytes each
    WaitingRequests small = withRoomFor(10);
    Waiting first = small.await("r", 3, LONG, image -> {});
    Waiting second = small.await("s", 2, LONG, image -> {});
    small.accept(image("r", 0, 3, FILE));
    small.accept(image("r", 1, 3, FILE));
    small.accept(image("s", 0, 2, FILE));

    // when
    small.accept(image("s", 1, 2, FILE));

    // then: and its room is another's
    assertThat(second.answer().toCompletableFuture().join())
        .isInstanceOf(RequestAnswer.NoRoom.class);
    small.accept(image("r", 2, 3, FILE));
    assertThat(first.received()).isEqualTo(3);
    assertThat(first.isOver()).isTrue();
  }

  @Test
  void theRoomOfAnAnswerIsFreeOnceItIsMade() {
    // given
    WaitingRequests small = withRoomFor(10);
    List<Waiting> made = new ArrayList<>();
    for (int request = 0; request < 9; request++) {
      Waiting one = small.await("r" + request, 1, LONG, image -> {});
      small.accept(image("r" + request, 0, 1, FILE));
      made.add(one);

      // when
      one.release();
    }

    // then
    assertThat(made).allMatch(one -> one.received() == 1);
    assertThat(small.isHalfFull()).isFalse();
  }

  @Test
  void imagesNobodyAskedForAreIgnored() {
    // given
    CompletableFuture<RequestAnswer> answer = await("r", 1, LONG);

    // when
    waiting.accept(image("other", 0, 1, FILE));
    waiting.accept(image("r", 1, 2, FILE));
    waiting.accept(image("r", -1, 2, FILE));

    // then
    assertThat(answer).isNotDone();
    assertThat(waiting.awaits("other")).isFalse();
  }

  @Test
  void aFailureAnswersAtOnceAndWhatComesLaterChangesNothing() {
    // given
    CompletableFuture<RequestAnswer> answer = await("r", 2, LONG);
    waiting.accept(image("r", 0, 2, FILE));

    // when
    waiting.accept(failure("r", FailureCode.INTERNAL, false));
    waiting.accept(image("r", 1, 2, FILE));
    waiting.accept(failure("r", FailureCode.UNKNOWN_MODEL, false));

    // then
    assertThat(answer.join())
        .isInstanceOfSatisfying(
            RequestAnswer.Failed.class,
            failed -> assertThat(failed.failure().getCode()).isEqualTo(FailureCode.INTERNAL));
  }

  @Test
  void timeOutTellsHowManyImagesCameAndForgetsTheRequest() throws Exception {
    // given
    CompletableFuture<RequestAnswer> answer = await("r", 2, Duration.ofMillis(50));
    waiting.accept(image("r", 1, 2, FILE));

    // when
    RequestAnswer ended = answer.get(30, TimeUnit.SECONDS);

    // then
    assertThat(ended).isEqualTo(new RequestAnswer.TimedOut(1));
    assertThat(waiting.awaits("r")).isFalse();
  }

  @Test
  void severalMayWaitForOneRequestAndEachHearsOfEachImageOnce() {
    // given
    List<Integer> heard = new ArrayList<>();
    CompletableFuture<RequestAnswer> one = await("r", 2, LONG);
    Waiting other = waiting.await("r", 2, LONG, image -> heard.add(image.getIndex()));

    // when: one image was found before it came
    other.accept(image("r", 1, 2, FILE));
    waiting.accept(image("r", 1, 2, FILE));
    waiting.accept(image("r", 0, 2, FILE));

    // then
    assertThat(drawn(one).images()).hasSize(2);
    assertThat(other.isOver()).isTrue();
    assertThat(heard).containsExactly(1, 0);
    assertThat(waiting.size()).isZero();
  }

  @Test
  void aForgottenRequestIsNotAwaited() {
    // given
    Waiting forgotten = waiting.await("r", 1, LONG, image -> {});

    // when
    waiting.forget(forgotten);
    waiting.accept(image("r", 0, 1, FILE));

    // then
    assertThat(forgotten.isOver()).isFalse();
    assertThat(waiting.size()).isZero();
  }

  @Test
  void stoppingAnswersEverybody() {
    // given
    CompletableFuture<RequestAnswer> one = await("one", 1, LONG);
    CompletableFuture<RequestAnswer> other = await("other", 2, LONG);

    // when
    waiting.stop();

    // then
    assertThat(one.join()).isInstanceOf(RequestAnswer.Stopping.class);
    assertThat(other.join()).isInstanceOf(RequestAnswer.Stopping.class);
  }

  @Test
  void recordsWithoutKeyAreNobodys() {
    assertThat(waiting.awaits(null)).isFalse();
  }

  private CompletableFuture<RequestAnswer> await(String id, int count, Duration timeout) {
    return waiting.await(id, count, timeout, image -> {}).answer().toCompletableFuture();
  }

  private static RequestAnswer.Drawn drawn(CompletableFuture<RequestAnswer> answer) {
    assertThat(answer).isDone();
    return (RequestAnswer.Drawn) answer.join();
  }

  /**
   * @param bytes of images that are kept
   */
  private static WaitingRequests withRoomFor(int bytes) {
    return new WaitingRequests(
        GatewayConfigs.of(Map.of("http.max-answer-memory", Integer.toString(bytes))),
        new GatewayMetrics(new SimpleMeterRegistry()));
  }
}
