package dev.xmcgan.evaluation.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Relation;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.DrawnScenes;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionReaderTest {

  private final CaptionReader reader = new CaptionReader(DrawnScenes.vocabulary());

  @Test
  void readsAllThatAUsualCaptionSays() {
    // when
    CaptionClaims claims =
        reader.read("a large red circle above a small blue square on green grass");

    // then
    assertThat(claims)
        .isEqualTo(
            new CaptionClaims(
                Optional.of("grass"),
                List.of(
                    new ObjectClaim("red", "circle", Optional.of("large")),
                    new ObjectClaim("blue", "square", Optional.of("small"))),
                Optional.of(Direction.ABOVE)));
  }

  @Test
  void leavesOpenWhatATerseCaptionLeavesOpen() {
    // when
    CaptionClaims claims = reader.read("an orange star and a pink heart");

    // then
    assertThat(claims)
        .isEqualTo(
            new CaptionClaims(
                Optional.empty(),
                List.of(
                    new ObjectClaim("orange", "star", Optional.empty()),
                    new ObjectClaim("pink", "heart", Optional.empty())),
                Optional.empty()));
  }

  @Test
  void everyCaptionOfEverySceneIsReadAsItsTruth() {
    // given: all forms, the narrated one and drifted words too
    SceneSampler sampler = new SceneSampler(11, Split.VALIDATION, Drift.everythingFrom(1000));
    int relations = 0;
    int backgrounds = 0;

    for (int i = 0; i < 2000; i++) {
      Scene scene = sampler.scene(i);
      for (String caption : SceneCaptions.of(scene, true)) {
        // when
        CaptionClaims claims = reader.read(caption);

        // then
        assertThat(claims.objects()).as(caption).hasSameSizeAs(scene.objects());
        List<SceneObject> named =
            claims.objects().stream().map(claim -> named(scene, claim)).toList();
        claims
            .background()
            .ifPresent(word -> assertThat(word).isEqualTo(scene.background().word()));
        claims
            .relation()
            .ifPresent(
                relation ->
                    assertThat(relation.name())
                        .as(caption)
                        .isEqualTo(Relation.between(named.get(0), named.get(1)).name()));
        relations += claims.relation().isPresent() ? 1 : 0;
        backgrounds += claims.background().isPresent() ? 1 : 0;
      }
    }

    // four of five captions of two tell where, five of six where it is
    assertThat(relations).isGreaterThan(5000);
    assertThat(backgrounds).isGreaterThan(7500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a dog on a skateboard",
        "",
        "a red circle and a red square",
        "a red circle, a blue star and a pink heart"
      })
  void aCaptionOfNoSceneIsRefusedAndQuoted(String caption) {
    // when, then
    assertThatThrownBy(() -> reader.read(caption))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no caption of a scene: " + caption);
  }

  private static SceneObject named(Scene scene, ObjectClaim claim) {
    SceneObject object =
        scene.objects().stream()
            .filter(candidate -> candidate.colour().word().equals(claim.colour()))
            .findFirst()
            .orElseThrow();
    assertThat(object.shape().word()).isEqualTo(claim.shape());
    claim.size().ifPresent(size -> assertThat(object.size().word()).isEqualTo(size));
    return object;
  }
}
