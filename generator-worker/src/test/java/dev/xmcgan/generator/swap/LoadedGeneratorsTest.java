package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.drawing.SharedGenerator;
import dev.xmcgan.generator.swap.ModelLookup.Loadable;
import dev.xmcgan.generator.swap.ModelLookup.Loading;
import dev.xmcgan.generator.swap.ModelLookup.Ready;
import dev.xmcgan.generator.swap.ModelLookup.Unservable;
import dev.xmcgan.generator.testing.FakeBoard;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.schemas.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoadedGeneratorsTest {
  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final FakeBoard board = new FakeBoard();
  private final FakeLoader loader = new FakeLoader();
  private final OnDemandLoads loads = new OnDemandLoads(loader, 2);
  private final FollowedChannel stable = followed("stable");
  private final FollowedChannel photos = followed("photos");
  private final LoadedGenerators roster =
      new LoadedGenerators(List.of(stable, photos), board, loads, new GeneratorCache(2), clock);

  @Test
  void nothingIsDrawnBeforeTheFirstRelease() {
    // given
    board.publish("c-9");

    // then
    assertThat(roster.canServe()).isFalse();
    assertThat(roster.resolve("stable")).isInstanceOf(Loading.class);
    assertThat(roster.resolve("c-9")).isInstanceOf(Loading.class);
    assertThat(loads.step()).isFalse();
  }

  @Test
  void channelAndIdOfTheReleaseAreTheSameGenerator() {
    // when
    release("c-1");

    // then
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-1"));
    assertThat(roster.resolve("c-1")).isEqualTo(new Ready("c-1"));
    assertThat(roster.lease("c-1").checkpointId()).isEqualTo("c-1");
  }

  @Test
  void replacedGeneratorIsKeptUntilTheNextHasServedForAWhile() {
    // given
    release("c-1");
    board.release("stable", "c-2");

    // when
    stable.follow();

    // then
    assertThat(loader.drawer("c-1").isClosed()).isFalse();
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-1"));

    // when
    roster.settle();

    // then
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-2"));
    assertThat(loader.drawer("c-1").isClosed()).isFalse();

    // when
    clock.advance(FollowedChannel.PROVEN_AFTER.plusMillis(1));
    roster.settle();

    // then
    assertThat(loader.drawer("c-1").isClosed()).isTrue();
  }

  @Test
  @Tag("promise-5")
  void rollbackTakesTheKeptGeneratorWithoutLoadingIt() {
    // given
    release("c-1");
    release("c-2");

    // when
    release("c-1");

    // then
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-1"));
    assertThat(loader.attempts()).containsExactly("c-1", "c-2");
    assertThat(loader.drawer("c-1").isClosed()).isFalse();
  }

  @Test
  void generatorThatIsStillDrawnWithIsFreedAfterItsLastLease() {
    // given
    release("c-1");
    SharedGenerator lease = roster.lease("c-1");
    release("c-2");

    // when
    release("c-3");

    // then
    assertThat(loader.drawer("c-1").isClosed()).isFalse();

    // when
    lease.close();

    // then
    assertThat(loader.drawer("c-1").isClosed()).isTrue();
  }

  @Test
  void requestsForEverOtherCheckpointsPileNoGeneratorsUp() {
    // given
    release("c-1");
    for (String id : new String[] {"c-2", "c-3", "c-4"}) {
      board.publish(id);
    }

    // when
    roster.load(Set.of("c-2", "c-3", "c-4"));
    while (loads.step()) {
      continue;
    }

    // then
    assertThat(loader.attempts()).as("the release, and as many as may be open").hasSize(3);
  }

  @Test
  void namedCheckpointIsLoadedOnDemandOnce() {
    // given
    release("c-1");
    board.publish("c-2");

    // when
    roster.load(Set.of("c-2"));
    roster.load(Set.of("c-2"));
    assertThat(roster.resolve("c-2")).isInstanceOf(Loading.class);
    assertThat(loads.step()).isTrue();
    assertThat(loads.step()).isFalse();
    roster.settle();

    // then
    assertThat(roster.resolve("c-2")).isEqualTo(new Ready("c-2"));
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-1"));
  }

  @Test
  void otherChannelIsServedByItsOwnRelease() {
    // given
    release("c-1");
    board.release("canary", "c-2");

    // when
    loadOnDemand("canary");

    // then
    assertThat(roster.resolve("canary")).isEqualTo(new Ready("c-2"));
  }

  @Test
  void leastRecentlyUsedExtraGeneratorMakesRoom() {
    // given
    release("c-1");
    for (String id : new String[] {"c-2", "c-3", "c-4"}) {
      board.publish(id);
    }
    loadOnDemand("c-2");
    loadOnDemand("c-3");

    // when
    roster.lease("c-2").close();
    loadOnDemand("c-4");

    // then
    assertThat(loader.drawer("c-3").isClosed()).isTrue();
    assertThat(loader.drawer("c-2").isClosed()).isFalse();
    assertThat(roster.resolve("c-4")).isEqualTo(new Ready("c-4"));
  }

  @Test
  void nameThatIsNeitherChannelNorCheckpointIsUnknown() {
    // given
    release("c-1");

    // when
    ModelLookup resolution = roster.resolve("no-such");

    // then
    Unservable unservable = (Unservable) resolution;
    assertThat(unservable.failure().code()).isEqualTo(FailureCode.UNKNOWN_MODEL);
    assertThat(unservable.failure().message()).contains("no-such");
  }

  @Test
  void checkpointThatWillNotLoadIsNotTriedAgainForEveryRequest() {
    // given
    release("c-1");
    board.publish("bad-2");

    // when
    loadOnDemand("bad-2");

    // then
    Unservable unservable = (Unservable) roster.resolve("bad-2");
    assertThat(unservable.failure().code()).isEqualTo(FailureCode.UNKNOWN_MODEL);
    assertThat(unservable.failure().message()).contains("NaN in a weight");
    assertThat(loads.step()).isFalse();

    // when
    clock.advance(LoadedGenerators.REMEMBER_FAILURE.plus(Duration.ofMillis(1)));
    roster.settle();

    // then
    assertThat(roster.resolve("bad-2")).isInstanceOf(Loadable.class);
  }

  @Test
  void loadThatFailedOnTheWayIsRetriableForTheCaller() {
    // given
    release("c-1");
    board.publish("away-2");

    // when
    loadOnDemand("away-2");

    // then
    Unservable unservable = (Unservable) roster.resolve("away-2");
    assertThat(unservable.failure().code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(unservable.failure().retriable()).isTrue();
  }

  @Test
  void extraGeneratorThatBecomesTheReleaseIsKeptOnce() {
    // given
    release("c-1");
    board.publish("c-2");
    loadOnDemand("c-2");

    // when
    release("c-2");

    // then
    assertThat(roster.resolve("c-2")).isEqualTo(new Ready("c-2"));
    assertThat(loader.drawers()).filteredOn(FakeDrawer::isClosed).hasSize(1);
    assertThat(loader.drawers()).hasSize(3);
  }

  @Test
  void closingFreesEverythingOnce() {
    // given
    release("c-1");
    board.publish("c-2");
    board.publish("c-3");
    loadOnDemand("c-2");
    roster.load(Set.of("c-3"));
    loads.step();
    board.release("stable", "c-4");
    stable.follow();

    // when
    roster.close();

    // then
    assertThat(loader.drawers()).hasSize(4).allMatch(FakeDrawer::isClosed);
  }

  @Test
  void aFollowedChannelDrawsWithWhatItHasWhileItsNextReleaseLoads() {
    // given
    release("c-1");
    board.release("photos", "p-1");
    assertThat(roster.resolve("photos")).isInstanceOf(Loading.class);
    photos.follow();
    roster.settle();
    assertThat(roster.resolve("photos")).isEqualTo(new Ready("p-1"));

    // when: released, then loaded, then taken
    board.release("photos", "p-2");
    assertThat(roster.resolve("photos")).isEqualTo(new Ready("p-1"));
    photos.follow();
    assertThat(roster.resolve("photos")).isEqualTo(new Ready("p-1"));
    roster.settle();

    // then: nobody waited, and the other channel noticed nothing
    assertThat(roster.resolve("photos")).isEqualTo(new Ready("p-2"));
    assertThat(roster.resolve("stable")).isEqualTo(new Ready("c-1"));
    assertThat(roster.lease("p-2").checkpointId()).isEqualTo("p-2");
  }

  @Test
  void aFollowedChannelWhoseReleaseWillNotLoadGoesOnWithTheOneBefore() {
    // given
    release("c-1");
    board.release("photos", "bad-1");
    photos.follow();
    Unservable none = (Unservable) roster.resolve("photos");
    assertThat(none.failure().message()).contains("NaN in a weight");
    board.release("photos", "p-1");
    photos.follow();
    roster.settle();

    // when
    board.release("photos", "bad-2");
    photos.follow();
    roster.settle();

    // then
    assertThat(roster.resolve("photos")).isEqualTo(new Ready("p-1"));
  }

  @Test
  void aFollowedChannelWithoutAReleaseIsUnknownAsAnyOther() {
    // given
    release("c-1");

    // then
    Unservable unservable = (Unservable) roster.resolve("photos");
    assertThat(unservable.failure().code()).isEqualTo(FailureCode.UNKNOWN_MODEL);
  }

  private FollowedChannel followed(String name) {
    return new FollowedChannel(name, board, loader, state -> {}, clock);
  }

  private void release(String checkpointId) {
    board.release("stable", checkpointId);
    stable.follow();
    roster.settle();
  }

  private void loadOnDemand(String model) {
    roster.load(Set.of(model));
    assertThat(roster.resolve(model)).isInstanceOf(Loading.class);
    assertThat(loads.step()).isTrue();
    roster.settle();
  }
}
