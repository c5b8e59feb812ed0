package dev.xmcgan.generator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.drawing.DrawResult.Drawn;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.HeldRequests;
import dev.xmcgan.generator.testing.LogLines;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.ImageFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchRunnerTest {
  private final FakeDrawer drawer = new FakeDrawer("c-1");

  @Test
  void drawsEachShareWithTheSeedsOfItsImages() {
    // given
    Share<HeldRequest> share = new Share<>(held(0, "a red circle"), 2, 4, true);

    // when
    Drawn drawn = (Drawn) paint(share).get(0);

    // then
    assertThat(drawn.images()).extracting(DrawnImage::index).containsExactly(2, 3);
    assertThat(drawn.images())
        .extracting(DrawnImage::seed)
        .containsExactly(Seeds.imageSeed(5, 2), Seeds.imageSeed(5, 3));
  }

  @Test
  @Tag("promise-2")
  void anImageAskedForAloneIsTheOneOfTheWholeRequest() {
    // given: the third of four, and the same asked for by its index
    HeldRequest all = held(0, "a red circle");
    HeldRequest alone = HeldRequests.of(1, "a red circle", 2, 1);

    // when
    Drawn batch = (Drawn) paint(new Share<>(all, 0, 4, true)).get(0);
    Drawn one = (Drawn) paint(whole(alone)).get(0);

    // then
    assertThat(one.images().get(0).index()).isZero();
    assertThat(one.images().get(0).file().bytes()).isEqualTo(batch.images().get(2).file().bytes());
    assertThat(PngFile.texts(one.images().get(0).file().bytes()))
        .containsEntry("seed", "5")
        .containsEntry("index", "2");
  }

  @Test
  @Tag("promise-2")
  void companyInTheBatchChangesNothing() {
    // given
    Share<HeldRequest> share = whole(held(0, "a red circle"));

    // when
    Drawn alone = (Drawn) paint(share).get(0);
    Drawn together =
        (Drawn) paint(whole(held(1, "a blue star")), share, whole(held(2, "a cat"))).get(1);

    // then
    assertThat(together.images().get(0).file().bytes())
        .isEqualTo(alone.images().get(0).file().bytes());
  }

  @Test
  @Tag("promise-7")
  void requestThatMakesTheGeneratorThrowFailsAlone() {
    // when
    List<DrawResult> drawings =
        paint(
            whole(held(0, "a red circle")),
            whole(held(1, FakeDrawer.THROWS)),
            whole(held(2, "a blue star")));

    // then
    assertThat(drawings.get(0)).isInstanceOf(Drawn.class);
    assertThat(drawings.get(2)).isInstanceOf(Drawn.class);
    Failed failed = (Failed) drawings.get(1);
    assertThat(failed.failure().code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failed.failure().retriable()).isTrue();
    assertThat(failed.failure().attempts()).isEqualTo(3);
    assertThat(failed.failure().message()).contains("cannot draw this");
  }

  @Test
  void whatGoesWrongIsLoggedWithTheRequestsThatItConcerns() {
    try (LogLines log = new LogLines(BatchRunner.class)) {
      // when
      paint(whole(held(0, "a red circle")), whole(held(1, FakeDrawer.THROWS)));

      // then
      assertThat(log.lines())
          .satisfiesExactly(
              together -> assertThat(together).contains("requestIds=", "id-0", "id-1"),
              alone -> assertThat(alone).contains("requestId=", "id-1").doesNotContain("id-0"));
    }
  }

  @Test
  @Tag("promise-5")
  void imageThatIsNotFiniteIsNoImage() {
    // when
    List<DrawResult> drawings =
        paint(whole(held(0, FakeDrawer.NOT_FINITE)), whole(held(1, "a blue star")));

    // then
    Failed failed = (Failed) drawings.get(0);
    assertThat(failed.failure().code()).isEqualTo(FailureCode.NON_FINITE_IMAGE);
    assertThat(failed.failure().message()).contains("c-1");
    assertThat(drawings.get(1)).isInstanceOf(Drawn.class);
  }

  @Test
  @Tag("promise-7")
  void errorThatIsNoExceptionIsBisectedLikeAnyOther() {
    // when
    List<DrawResult> drawings =
        paint(
            whole(held(0, "a red circle")),
            whole(held(1, "a blue star")),
            whole(held(2, "a cat")),
            whole(held(3, FakeDrawer.BREAKS)),
            whole(held(4, "a dog")));

    // then
    assertThat(drawings).filteredOn(Drawn.class::isInstance).hasSize(4);
    assertThat(((Failed) drawings.get(3)).failure().message()).contains("broken by this");
    assertThat(((Failed) drawings.get(3)).spoiled()).isTrue();
  }

  @Test
  void whatDoesNotFitIntoMemoryIsDrawnInHalves() {
    // given
    FakeDrawer small =
        new FakeDrawer(
            "c-1",
            requests -> {
              if (requests.size() > 2) {
                throw new OutOfMemoryError("for " + requests.size());
              }
            });

    // when
    List<DrawResult> drawings = paint(small, new Share<>(held(0, "a red circle"), 0, 10, true));

    // then
    assertThat(((Drawn) drawings.get(0)).images()).hasSize(10);
    assertThat(small.batchSizes()).allMatch(size -> size <= 2);
  }

  @Test
  @Tag("promise-7")
  void imageThatCannotBeEncodedFailsItsOwnRequestAlone() {
    // given: a fineness that no encoder takes
    HeldRequest odd = held(1, "a blue star");
    DrawRequest asked = odd.request();
    DrawRequest unencodable =
        new DrawRequest(
            asked.requestId(),
            asked.caption(),
            asked.count(),
            asked.firstIndex(),
            asked.seed(),
            asked.truncation(),
            ImageFormat.JPEG,
            asked.size(),
            asked.model(),
            asked.deadline(),
            asked.priority(),
            asked.tenant(),
            false,
            -1,
            Optional.empty());

    // when
    List<DrawResult> drawings =
        paint(
            whole(held(0, "a red circle")),
            whole(
                new HeldRequest(
                    odd.partition(), odd.offset(), odd.sentAt(), unencodable, odd.headers())),
            whole(held(2, "a cat")));

    // then
    assertThat(drawings.get(0)).isInstanceOf(Drawn.class);
    assertThat(drawings.get(2)).isInstanceOf(Drawn.class);
    Failed failed = (Failed) drawings.get(1);
    assertThat(failed.failure().message()).contains("cannot be encoded");
    assertThat(failed.spoiled()).as("no fault of the weights").isFalse();
  }

  @Test
  void brokenVirtualMachineIsNoRequestsFault() {
    // given
    FakeDrawer broken =
        new FakeDrawer(
            "c-1",
            requests -> {
              throw new InternalError("bits are falling off");
            });

    // then
    assertThatThrownBy(() -> paint(broken, whole(held(0, "a cat"))))
        .isInstanceOf(InternalError.class);
  }

  @SafeVarargs
  private List<DrawResult> paint(Share<HeldRequest>... shares) {
    return paint(drawer, shares);
  }

  @SafeVarargs
  private static List<DrawResult> paint(FakeDrawer with, Share<HeldRequest>... shares) {
    return new BatchRunner(with, Runnable::run)
        .run(List.of(shares)).stream().map(CompletableFuture::join).toList();
  }

  private static Share<HeldRequest> whole(HeldRequest held) {
    return new Share<>(held, 0, 1, true);
  }

  private static HeldRequest held(long offset, String caption) {
    return HeldRequests.of(offset, caption, 0, 4);
  }
}
