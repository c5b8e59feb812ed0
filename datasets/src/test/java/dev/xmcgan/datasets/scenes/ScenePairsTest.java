package dev.xmcgan.datasets.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ScenePairsTest {

  @Test
  void sameOptionsGiveTheSamePairs() {
    // given
    SceneOptions options = SceneOptions.training(7, 30);

    // when
    List<CaptionedImage> first = pairs(options);
    List<CaptionedImage> second = pairs(options);

    // then
    assertThat(first).hasSize(30);
    assertSame(second, first);
  }

  @Test
  void partOfTheDataSetIsThatPart() {
    // given
    SceneOptions options = SceneOptions.training(7, 5);

    // then
    assertSame(pairs(options.withFirst(20)), pairs(SceneOptions.training(7, 25)).subList(20, 25));
  }

  @Test
  void idNamesVersionSeedAndIndex() {
    assertThat(new ScenePairs(SceneOptions.training(7, 30)).pair(12).id())
        .isEqualTo("scenes-" + SceneVersion.current() + "-7-12");
  }

  @Test
  void whateverChangesAPairChangesItsId() {
    // given
    SceneOptions plain = SceneOptions.training(7, 1);
    List<SceneOptions> variants =
        List.of(
            plain,
            SceneOptions.training(8, 1),
            plain.withFirst(1),
            plain.withSplit(Split.VALIDATION),
            plain.withSplit(Split.COMPOSITION),
            plain.withImageSize(128),
            plain.withNarrated(true),
            plain.withDrift(Drift.everythingFrom(0)),
            plain.withDrift(new Drift(0, Set.of(Drift.Novelty.SHAPES))));

    // when
    Set<String> ids = new HashSet<>();
    variants.forEach(options -> ids.add(pairs(options).get(0).id()));

    // then
    assertThat(ids).hasSameSizeAs(variants);
    assertThat(pairs(plain.withDrift(Drift.everythingFrom(1))).get(0).id())
        .isEqualTo(pairs(plain).get(0).id());
  }

  @Test
  void groundTruthTellsTheScene() throws IOException {
    // given
    Scene scene = new SceneSampler(7, Split.TRAIN, Drift.none()).scene(4);

    // when
    CaptionedImage pair = new ScenePairs(SceneOptions.training(7, 10)).pair(4);
    String line = pair.metadata().get("scene");

    // then
    assertThat(line).doesNotContain("\n");
    JsonNode told = new ObjectMapper().readTree(line);
    assertThat(told.path("background").asText()).isEqualTo(scene.background().word());
    assertThat(told.path("relation").asText())
        .isEqualTo(scene.relation().map(Relation::word).orElse(""));
    assertThat(told.path("detail").asLong()).isEqualTo(scene.detail());
    assertThat(told.path("objects")).hasSameSizeAs(scene.objects());
    for (int i = 0; i < scene.objects().size(); i++) {
      JsonNode object = told.path("objects").path(i);
      SceneObject drawn = scene.objects().get(i);
      assertThat(object.path("shape").asText()).isEqualTo(drawn.shape().word());
      assertThat(object.path("colour").asText()).isEqualTo(drawn.colour().word());
      assertThat(object.path("size").asText()).isEqualTo(drawn.size().word());
      assertThat(object.path("x").asDouble()).isCloseTo(drawn.x(), within(0.006));
      assertThat(object.path("y").asDouble()).isCloseTo(drawn.y(), within(0.006));
      assertThat(object.path("radius").asDouble()).isCloseTo(drawn.radius(), within(0.006));
    }
    assertThat(pair.metadata())
        .containsEntry("background", scene.background().word())
        .containsEntry("seed", "7")
        .containsEntry("index", "4")
        .containsEntry("split", "train");
  }

  @Test
  void imageIsAPngOfTheAskedSize() throws IOException {
    // given
    CaptionedImage pair = pairs(SceneOptions.training(1, 1).withImageSize(128)).get(0);

    // when
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(pair.image()));

    // then
    assertThat(pair.image()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(image.getWidth()).isEqualTo(128);
    assertThat(image.getHeight()).isEqualTo(128);
    assertThat(image.getColorModel().hasAlpha()).isFalse();
  }

  @Test
  void endlessStreamIsDrawnOnlyAsFarAsItIsRead() {
    // given
    ScenePairs pairs = new ScenePairs(SceneOptions.training(1, SceneOptions.ENDLESS));

    // then
    assertThat(pairs.count()).isEmpty();
    try (Stream<CaptionedImage> stream = pairs.pairs(ScenePairsTest::fail)) {
      assertThat(stream.limit(3)).hasSize(3);
    }
    assertThat(new ScenePairs(SceneOptions.training(1, 42)).count()).hasValue(42);
  }

  @Test
  void versionIsTheSameEachTimeAndNamesTheRenderer() {
    assertThat(SceneVersion.current()).matches("[0-9a-f]{8}");
    assertThat(SceneVersion.compute(new SceneRenderer(64))).isEqualTo(SceneVersion.current());
    assertThat(SceneVersion.compute(new SceneRenderer(32))).isNotEqualTo(SceneVersion.current());
  }

  @Test
  void negativeCountsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SceneOptions.training(1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SceneOptions.training(1, 1).withFirst(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Drift.everythingFrom(-1));
  }

  private static void assertSame(List<CaptionedImage> actual, List<CaptionedImage> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).id()).isEqualTo(expected.get(i).id());
      assertThat(actual.get(i).captions()).isEqualTo(expected.get(i).captions());
      assertThat(actual.get(i).metadata()).isEqualTo(expected.get(i).metadata());
      assertThat(actual.get(i).image()).isEqualTo(expected.get(i).image());
    }
  }

  private static List<CaptionedImage> pairs(SceneOptions options) {
    try (Stream<CaptionedImage> stream = new ScenePairs(options).pairs(ScenePairsTest::fail)) {
      return stream.collect(ArrayList::new, List::add, List::addAll);
    }
  }

  private static void fail(PairProblem problem) {
    throw new AssertionError(problem.describe());
  }
}
