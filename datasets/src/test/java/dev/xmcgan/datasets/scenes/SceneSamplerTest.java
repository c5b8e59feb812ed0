package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.scenes.Drift.Novelty;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneSamplerTest {
  private static final int MANY = 4000;

  @Test
  void sceneDependsOnSeedAndIndexAlone() {
    // given
    SceneSampler sampler = sampler(5, Split.TRAIN);
    Scene alone = sampler.scene(900);

    // when
    List<Scene> inOrder = LongStream.range(890, 910).mapToObj(sampler::scene).toList();

    // then
    assertThat(inOrder.get(10)).isEqualTo(alone);
    assertThat(sampler(5, Split.TRAIN).scene(900)).isEqualTo(alone);
    assertThat(sampler(6, Split.TRAIN).scene(900)).isNotEqualTo(alone);
  }

  @Test
  void splitsAndSeedsShareNoScene() {
    // given
    Set<Scene> seen = new HashSet<>();

    // when
    for (Split split : Split.values()) {
      for (long seed = 0; seed < 4; seed++) {
        scenes(sampler(seed, split), 500).forEach(seen::add);
      }
    }

    // then
    assertThat(seen).hasSize(Split.values().length * 4 * 500);
  }

  @ParameterizedTest
  @EnumSource(
      value = Split.class,
      names = {"TRAIN", "VALIDATION"})
  void heldOutPairsNeverOccurInTraining(Split split) {
    assertThat(scenes(sampler(1, split), MANY))
        .allSatisfy(scene -> assertThat(scene.objects()).noneMatch(SceneObject::isHeldOut));
  }

  @Test
  void everyCompositionSceneHasAHeldOutPair() {
    // given
    List<Scene> scenes = scenes(sampler(1, Split.COMPOSITION), MANY).toList();

    // then
    assertThat(scenes)
        .allSatisfy(scene -> assertThat(scene.objects()).anyMatch(SceneObject::isHeldOut));
    Set<SceneShape> shapes = new HashSet<>();
    scenes.stream()
        .flatMap(scene -> scene.objects().stream())
        .filter(SceneObject::isHeldOut)
        .forEach(object -> shapes.add(object.shape()));
    assertThat(shapes).isEqualTo(HeldOutScenePairs.all().keySet());
  }

  @Test
  void everyShapeAndColourHasOneHeldOutPartner() {
    assertThat(HeldOutScenePairs.all()).hasSize(8);
    assertThat(HeldOutScenePairs.all().values()).doesNotHaveDuplicates();
    assertThat(HeldOutScenePairs.all().keySet()).noneMatch(SceneShape::isDrifted);
    assertThat(HeldOutScenePairs.all().values()).noneMatch(SceneColour::isDrifted);
  }

  @Test
  void relationIsUnambiguousAndObjectsLieInsideApart() {
    assertThat(scenes(sampler(2, Split.TRAIN), MANY))
        .allSatisfy(
            scene -> {
              for (SceneObject object : scene.objects()) {
                assertThat(object.x()).isBetween(object.radius(), 64 - object.radius());
                assertThat(object.y()).isBetween(object.radius(), 64 - object.radius());
              }
              if (scene.objects().size() == 2) {
                double right = Math.abs(scene.objects().get(0).x() - scene.objects().get(1).x());
                double down = Math.abs(scene.objects().get(0).y() - scene.objects().get(1).y());
                assertThat(Math.max(right, down)).isBetween(28.0, 33.0);
                assertThat(Math.min(right, down)).isLessThan(12);
              }
            });
  }

  @Test
  void everyPropertyTurnsUpAboutEquallyOften() {
    // given
    Map<Background, Integer> backgrounds = new EnumMap<>(Background.class);
    Map<Relation, Integer> relations = new EnumMap<>(Relation.class);
    Map<String, Integer> objects = new HashMap<>();

    // when
    scenes(sampler(3, Split.TRAIN), MANY)
        .forEach(
            scene -> {
              backgrounds.merge(scene.background(), 1, Integer::sum);
              scene.relation().ifPresent(r -> relations.merge(r, 1, Integer::sum));
              scene
                  .objects()
                  .forEach(o -> objects.merge(o.colour() + " " + o.shape(), 1, Integer::sum));
            });

    // then: 6 backgrounds, 4 relations, 64 - 8 combinations of colour and shape
    assertThat(backgrounds).hasSize(6);
    assertThat(backgrounds.values()).allMatch(n -> n > MANY / 6 * 0.8 && n < MANY / 6 * 1.2);
    assertThat(relations).hasSize(4);
    int pairs = relations.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(relations.values()).allMatch(n -> n > pairs / 4 * 0.8 && n < pairs / 4 * 1.2);
    assertThat(objects).hasSize(56);
    assertThat(objects.values()).allMatch(n -> n > MANY / 100);
  }

  @Test
  void nothingNewBeforeTheDriftAndAllOfItAfter() {
    // given
    SceneSampler steady = sampler(4, Split.TRAIN);
    SceneSampler drifting = new SceneSampler(4, Split.TRAIN, Drift.everythingFrom(1000));

    // when
    List<Scene> after = LongStream.range(1000, 2000).mapToObj(drifting::scene).toList();

    // then
    assertThat(LongStream.range(0, 1000).mapToObj(drifting::scene))
        .containsExactlyElementsOf(LongStream.range(0, 1000).mapToObj(steady::scene).toList());
    Set<String> words = new HashSet<>();
    after.forEach(
        scene -> {
          words.add(scene.background().word());
          scene.objects().forEach(o -> words.addAll(List.of(o.shape().word(), o.colour().word())));
        });
    assertThat(words)
        .contains(
            "hexagon", "moon", "arrow", "white", "black", "turquoise", "sunset", "circle", "red");
  }

  @Test
  void onlyWhatIsAskedForDrifts() {
    // given
    SceneSampler sampler = new SceneSampler(4, Split.TRAIN, new Drift(0, Set.of(Novelty.COLOURS)));

    // when
    List<Scene> scenes = scenes(sampler, 1000).toList();

    // then
    assertThat(scenes).noneMatch(scene -> scene.background().isDrifted());
    assertThat(scenes.stream().flatMap(scene -> scene.objects().stream()))
        .noneMatch(object -> object.shape().isDrifted())
        .anyMatch(object -> object.colour().isDrifted());
  }

  private static SceneSampler sampler(long seed, Split split) {
    return new SceneSampler(seed, split, Drift.none());
  }

  private static Stream<Scene> scenes(SceneSampler sampler, int count) {
    return LongStream.range(0, count).mapToObj(sampler::scene);
  }
}
