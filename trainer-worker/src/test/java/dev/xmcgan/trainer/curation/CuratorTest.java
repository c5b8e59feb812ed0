package dev.xmcgan.trainer.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.images.ImageProblem;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.trainer.curation.Curated.Accepted;
import dev.xmcgan.trainer.curation.Curated.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CuratorTest {
  private static final Instant ARRIVED = Instant.parse("2026-03-01T10:00:00Z");

  private final Curator curator = new Curator(Pairs.rules(64, 0.2));

  @Test
  void aGoodPairBecomesATrainingPairOfTheTrainingSize() throws Exception {
    // given
    ImageTextPair pair =
        ImageTextPair.newBuilder(Pairs.pair("p-1", 1, "  a red\tcircle "))
            .setSource("folder")
            .setMetadata(Map.of("shape", "circle"))
            .build();

    // when
    TrainingPair accepted = accepted(pair);

    // then
    assertThat(accepted.getPairId()).isEqualTo("p-1");
    assertThat(accepted.getCaptions()).containsExactly("a red circle");
    assertThat(accepted.getSource()).isEqualTo("folder");
    assertThat(accepted.getMetadata()).containsEntry("shape", "circle");
    assertThat(accepted.getArrivedAt()).isEqualTo(ARRIVED);
    assertThat(accepted.getSize()).isEqualTo(64);
    var image = PngFile.decode(Pairs.bytes(accepted.getImage()));
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.height()).isEqualTo(64);
  }

  @Test
  void blankAndRepeatedCaptionsAreDropped() {
    // given
    ImageTextPair pair =
        Pairs.pair("p", 1, "a  tree", " ", "\u0000\u0007", "a tree", "cafe\u0301", "caf\u00e9");

    // when
    TrainingPair accepted = accepted(pair);

    // then
    assertThat(accepted.getCaptions()).containsExactly("a tree", "caf\u00e9");
  }

  @Test
  void aPairWithoutWordsIsRejected() {
    assertRejected(Pairs.pair("p", 1), RejectionReason.NO_CAPTION);
    assertRejected(Pairs.pair("p", 1, "", "\t\u00a0\n", "\u0000"), RejectionReason.NO_CAPTION);
  }

  @Test
  void aCaptionOf2000CharactersIsTakenAndOneMoreIsNot() {
    // given
    String longest = "\ud83d\ude00".repeat(2000); // characters, not UTF-16 units

    // then
    assertThat(accepted(Pairs.pair("p", 1, longest)).getCaptions()).containsExactly(longest);
    assertRejected(Pairs.pair("p", 1, longest + "!"), RejectionReason.CAPTION_TOO_LONG);
    assertThat(accepted(Pairs.pair("p", 1, longest + "!", "a tree")).getCaptions())
        .containsExactly("a tree");
  }

  @Test
  void floodsOfCaptionsAndMetadataAreBounded() {
    // given
    String[] captions =
        IntStream.range(0, 5000).mapToObj(i -> "caption " + i).toArray(String[]::new);
    ImageTextPair heavy =
        ImageTextPair.newBuilder(Pairs.pair("p", 1, "a tree"))
            .setMetadata(Map.of("note", "x".repeat(300_000)))
            .build();

    // then
    assertThat(accepted(Pairs.pair("p", 1, captions)).getCaptions()).hasSize(100);
    assertRejected(heavy, RejectionReason.METADATA_TOO_LARGE);
  }

  @Test
  void aPairNeedsAnIdOfReasonableLength() {
    assertRejected(Pairs.pair(" ", 1, "a tree"), RejectionReason.INVALID_VALUE);
    assertRejected(Pairs.pair("x".repeat(513), 1, "a tree"), RejectionReason.INVALID_VALUE);
  }

  @Test
  void imageTroubleIsReportedWithItsReason() {
    byte[] text = "not an image".getBytes(StandardCharsets.UTF_8);
    byte[] bomb = TestImages.bombPng(30_000, 30_000);
    byte[] cut = java.util.Arrays.copyOf(TestImages.noisePng(64, 1), 3000);
    assertRejected(Pairs.withImage("p", text), RejectionReason.UNSUPPORTED_FORMAT);
    assertRejected(Pairs.withImage("p", bomb), RejectionReason.IMAGE_TOO_LARGE);
    assertRejected(Pairs.withImage("p", cut), RejectionReason.BROKEN_IMAGE);
    assertRejected(
        Pairs.withImage("p", TestImages.noisePng(8, 1)), RejectionReason.IMAGE_TOO_SMALL);
  }

  @Test
  void theContentHashSeesPixelsAndCaptionsButNotIdOrOrder() {
    // given
    String hash = accepted(Pairs.pair("a", 1, "a tree", "a house")).getContentHash();

    // then
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(accepted(Pairs.pair("b", 1, "a house", " a tree")).getContentHash()).isEqualTo(hash);
    assertThat(accepted(Pairs.pair("a", 2, "a tree", "a house")).getContentHash())
        .isNotEqualTo(hash);
    assertThat(accepted(Pairs.pair("a", 1, "a tree")).getContentHash()).isNotEqualTo(hash);
    assertThat(accepted(Pairs.pair("a", 1, "a treea", " house")).getContentHash())
        .isNotEqualTo(hash);
  }

  @Test
  void theSplitDependsOnTheImageAloneAndFollowsTheShare() {
    // given
    int pairs = 1000;

    // when
    long heldOut =
        IntStream.range(0, pairs)
            .filter(i -> accepted(Pairs.pair("p", i, "x")).getSplit() == Split.HELD_OUT)
            .count();

    // then: five standard deviations
    assertThat(heldOut / (double) pairs).isCloseTo(0.2, within(0.064));
    for (int i = 0; i < 20; i++) {
      assertThat(accepted(Pairs.pair("a", i, "x")).getSplit())
          .isEqualTo(accepted(Pairs.pair("b", i, "another caption")).getSplit());
    }
  }

  @Test
  void everyProblemOfAnImageIsAReason() {
    assertThat(RejectionReason.values())
        .extracting(RejectionReason::name)
        .containsAll(Stream.of(ImageProblem.values()).map(ImageProblem::name).toList());
  }

  @Test
  void aPlainPictureIsBlank() {
    byte[] white = PngFile.encode(RgbImage.square(64, new byte[64 * 64 * 3]));
    assertRejected(Pairs.withImage("p", white), RejectionReason.BLANK_IMAGE);
  }

  @Test
  void aShareOfZeroOrOneLeavesNoDoubt() {
    // given
    Curator all = new Curator(Pairs.rules(64, 0));
    Curator none = new Curator(Pairs.rules(64, 1));

    // then
    for (int i = 0; i < 50; i++) {
      ImageTextPair pair = Pairs.pair("pair-" + i, 1, "x");
      assertThat(((Accepted) all.curate(pair, ARRIVED)).pair().getSplit()).isEqualTo(Split.TRAIN);
      assertThat(((Accepted) none.curate(pair, ARRIVED)).pair().getSplit())
          .isEqualTo(Split.HELD_OUT);
    }
  }

  @Test
  void theImageBufferIsReadFromItsPositionAndLeftAlone() {
    // given
    byte[] png = TestImages.noisePng(64, 5);
    ByteBuffer padded = ByteBuffer.allocate(png.length + 20).position(10).put(png);
    ByteBuffer window = padded.flip().position(10);
    ImageTextPair pair = Pairs.withImage("p", png);
    ImageTextPair same = ImageTextPair.newBuilder(pair).build();
    same.put("image", window);

    // then
    assertThat(accepted(same).getContentHash()).isEqualTo(accepted(pair).getContentHash());
    assertThat(window.remaining()).isEqualTo(png.length);
  }

  @Test
  void rulesNameWhatIsWrong() {
    assertThatThrownBy(() -> Pairs.rules(64, 1.5)).hasMessageContaining("held-out share");
    assertThatThrownBy(() -> Pairs.rules(64, Double.NaN)).hasMessageContaining("held-out share");
    assertThatThrownBy(() -> Pairs.rules(0, 0.1)).hasMessageContaining("image size");
  }

  private TrainingPair accepted(ImageTextPair pair) {
    Curated curated = curator.curate(pair, ARRIVED);
    assertThat(curated).isInstanceOf(Accepted.class);
    return ((Accepted) curated).pair();
  }

  private void assertRejected(ImageTextPair pair, RejectionReason reason) {
    Curated curated = curator.curate(pair, ARRIVED);
    assertThat(curated).isInstanceOf(Rejected.class);
    assertThat(((Rejected) curated).reason()).isEqualTo(reason);
    assertThat(((Rejected) curated).detail()).isNotBlank();
  }
}
