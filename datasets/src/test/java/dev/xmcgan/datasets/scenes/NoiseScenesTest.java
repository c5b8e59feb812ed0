package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.scenes.NoiseScenes.Open;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseScenesTest {
  private static final int NOISES = 2000;
  private static final Open ALL = new Open(true, true, true);
  private static final Open NOTHING_SAID_IS = new Open(false, false, false);

  private final SceneSampler sampler = new SceneSampler(3, Split.TRAIN, Drift.none());
  private final Scene single = first(1);
  private final Scene pair = first(2);

  @Test
  void theSameNoiseChoosesTheSameWhateverTheSceneWas() {
    float[] noise = noise(7);

    // when
    Scene one = NoiseScenes.of(pair, ALL, noise);
    Scene other = NoiseScenes.of(NoiseScenes.of(pair, ALL, noise(8)), ALL, noise);

    // then
    assertThat(other).isEqualTo(one);
    assertThat(colours(one)).isEqualTo(colours(pair));
  }

  @Test
  void whatTheCaptionSaysStaysAndPlacesAreOfTheNoise() {
    for (Scene scene : List.of(single, pair)) {
      Scene shown = NoiseScenes.of(scene, NOTHING_SAID_IS, noise(7));

      assertThat(shown.background()).isEqualTo(scene.background());
      assertThat(shown.relation()).isEqualTo(scene.relation());
      assertThat(shown.objects().stream().map(SceneObject::size).toList())
          .isEqualTo(scene.objects().stream().map(SceneObject::size).toList());
      assertThat(shown.objects().get(0).x()).isNotEqualTo(scene.objects().get(0).x());
    }
  }

  @Test
  void eachChoiceIsAsLikelyAsTheSamplerMakesIt() {
    assertThat(shares(scene -> scene.background())).hasSize(6).values().allMatch(near(1 / 6.0));
    assertThat(shares(scene -> scene.objects().get(0).size())).values().allMatch(near(0.5));
    assertThat(shares(scene -> scene.objects().get(1).size())).values().allMatch(near(0.5));
    assertThat(shares(scene -> scene.relation())).hasSize(4).values().allMatch(near(0.25));
    assertThat(shares(scene -> scene.objects().get(0).size() + " " + scene.objects().get(1).size()))
        .as("sizes do not hang on each other")
        .values()
        .allMatch(near(0.25));
  }

  @Test
  void objectsLieWhereTheSamplerPutsThem() {
    for (int seed = 0; seed < NOISES; seed++) {
      for (SceneObject object : NoiseScenes.of(pair, ALL, noise(seed)).objects()) {
        assertThat(object.radius())
            .isBetween(object.size().smallestRadius(), object.size().largestRadius());
        assertThat(object.x()).isBetween(1 + object.radius(), 63 - object.radius());
        assertThat(object.y()).isBetween(1 + object.radius(), 63 - object.radius());
      }
      SceneObject object = NoiseScenes.of(single, ALL, noise(seed)).objects().get(0);
      assertThat(object.x()).isBetween(27.0, 37.0);
      assertThat(object.y()).isBetween(27.0, 37.0);
    }
  }

  private Map<Object, Double> shares(Function<Scene, Object> choice) {
    Map<Object, Double> shares = new HashMap<>();
    for (int seed = 0; seed < NOISES; seed++) {
      shares.merge(choice.apply(NoiseScenes.of(pair, ALL, noise(seed))), 1.0 / NOISES, Double::sum);
    }
    return shares;
  }

  private static Predicate<Double> near(double share) {
    return found -> Math.abs(found - share) < 0.04;
  }

  private static List<SceneColour> colours(Scene scene) {
    return scene.objects().stream().map(SceneObject::colour).toList();
  }

  private Scene first(int objects) {
    return IntStream.range(0, 100)
        .mapToObj(sampler::scene)
        .filter(scene -> scene.objects().size() == objects)
        .findFirst()
        .orElseThrow();
  }

  private static float[] noise(int seed) {
    Random random = new Random(seed);
    float[] noise = new float[128];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
