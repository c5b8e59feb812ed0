package dev.xmcgan.trainer.curation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.TrainingPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pairs that come again, are corrected, or show one image. */
class UnitedPairsTest extends CurationDriver {
  @Test
  void theSameContentUnderAnotherIdIsADuplicate() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, " a  tree "));
    send("c", Pairs.pair("c", 2, "a tree"));

    // then
    assertThat(trainingPairs.readKeyValuesToMap()).containsOnlyKeys("a", "c");
    RejectedPair duplicate = rejectedPairs.readValue();
    assertThat(duplicate.getPairId()).isEqualTo("b");
    assertThat(duplicate.getReason()).isEqualTo(RejectionReason.DUPLICATE);
    assertThat(duplicate.getDetail()).contains("pair a");
  }

  @Test
  void aPairImportedAgainMakesNoSecondTrainingPairButACorrectionDoes() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 1, "a birch"));

    // then
    assertThat(trainingPairs.readValuesToList())
        .extracting(pair -> pair.getCaptions().get(0))
        .containsExactly("a tree", "a birch");
    assertThat(rejectedPairs.readValue().getDetail()).contains("taken before");
  }

  @Test
  void aPairThatComesAsItCameIsNotDecodedAgain() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("bomb", Pairs.withImage("bomb", TestImages.bombPng(30_000, 30_000)));

    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("bomb", Pairs.withImage("bomb", TestImages.bombPng(30_000, 30_000)));

    // then: what was accepted is known, what was refused is told its reason again
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getPairId, RejectedPair::getReason)
        .containsExactly(
            tuple("bomb", RejectionReason.IMAGE_TOO_LARGE),
            tuple("a", RejectionReason.DUPLICATE),
            tuple("bomb", RejectionReason.IMAGE_TOO_LARGE));
    assertThat(driver.getKeyValueStore(RawPairs.STORE).get("a")).isNotNull();
    assertThat(driver.getKeyValueStore(RawPairs.STORE).get("bomb")).isNull();
  }

  @Test
  void quickCorrectionsEndWithTheLastAlsoBackToTheFirst() {
    // when: another image, and the first again
    send("a", Pairs.pair("a", 1, "a tree"));
    send("a", Pairs.pair("a", 2, "a tree"));
    send("a", Pairs.pair("a", 1, "a tree"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions).hasSize(3);
    assertThat(versions.get(2).getImageHash()).isEqualTo(versions.get(0).getImageHash());
    assertThat(versions.get(1).getImageHash()).isNotEqualTo(versions.get(0).getImageHash());
    assertThat(rejectedPairs.isEmpty()).isTrue();
  }

  @Test
  void captionsOfOneImageAreUnited() {
    // when
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch", "a tree"));
    send("c", Pairs.pair("c", 1, "a plant"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions).extracting(TrainingPair::getPairId).containsOnly("a");
    assertThat(versions.get(2).getCaptions()).containsExactly("a tree", "a birch", "a plant");
    assertThat(versions.get(2).getImage()).isEqualTo(versions.get(0).getImage());
    assertThat(versions).extracting(TrainingPair::getContentHash).doesNotHaveDuplicates();
    assertThat(rejectedPairs.readValuesToList())
        .extracting(RejectedPair::getReason)
        .containsOnly(RejectionReason.DUPLICATE);
  }

  @Test
  void aCaptionThatIsCorrectedGoesFromTheUnitedPair() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a brich"));

    // when
    send("b", Pairs.pair("b", 1, "a birch"));

    // then
    List<TrainingPair> versions = trainingPairs.readValuesToList();
    assertThat(versions.get(2).getCaptions()).containsExactly("a tree", "a birch");
  }

  @Test
  void whoGivesUpAnImageLeavesItToTheOthers() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 1, "a birch"));
    TrainingPair first = trainingPairs.readValuesToList().get(0);

    // when: a was another picture
    send("a", Pairs.pair("a", 2, "a house"));

    // then
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest.get("a").getCaptions()).containsExactly("a house");
    assertThat(newest.get("b").getCaptions()).containsExactly("a birch");
    assertThat(newest.get("b").getImage()).isEqualTo(first.getImage());
  }

  @Test
  void aPairThatBecomesAnotherOnesIsWithdrawn() {
    // given
    send("a", Pairs.pair("a", 1, "a tree"));
    send("b", Pairs.pair("b", 2, "a birch"));

    // when
    send("b", Pairs.pair("b", 1, "a birch"));

    // then
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest).containsEntry("b", null);
    assertThat(newest.get("a").getCaptions()).containsExactly("a tree", "a birch");
  }

  @Test
  void theMemoryOfAnImageIsBounded() {
    // when
    for (int i = 0; i < 120; i++) {
      send("p" + i, Pairs.pair("p" + i, 1, "caption " + i));
    }
    send("p119", Pairs.pair("p119", 2, "a house"));

    // then: the last had no place in it, and stands for itself with its own image
    Map<String, TrainingPair> newest = trainingPairs.readKeyValuesToMap();
    assertThat(newest.get("p0").getCaptions()).hasSize(100);
    assertThat(newest.get("p119").getCaptions()).containsExactly("a house");
    assertThat(rejectedPairs.readValuesToList()).hasSize(119);
  }
}
