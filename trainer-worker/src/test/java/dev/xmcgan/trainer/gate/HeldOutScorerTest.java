package dev.xmcgan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.trainer.config.Keys;
import dev.xmcgan.trainer.learning.TensorLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are no scenes, with the built-in features and with small networks of a user. */
class HeldOutScorerTest {
  private static final Path HOME = Path.of(System.getProperty("xmcgan.home"));
  private static final Path GOLDEN = HOME.resolve("evaluation/src/test/resources/golden");
  private static final Path TOKENIZER =
      HOME.resolve("model/target/text-encoder/all-MiniLM-L6-v2/tokenizer.json");
  private static final Map<String, String> IMAGE =
      Map.of(
          "gate.image-network",
          GOLDEN.resolve("tiny-encoder.pt").toString(),
          "gate.image-network-size",
          "64");
  private static final Map<String, String> CAPTION =
      Map.of(
          "gate.caption-network", GOLDEN.resolve("tiny-caption.pt").toString(),
          "gate.caption-tokenizer", TOKENIZER.toString(),
          "gate.caption-tokens", "16");
  private static final int EDGE = 64;
  private static final int PAIRS = 32;

  @TempDir private Path directory;

  @Test
  void seesRuinOfPicturesOfAnyKindWithoutANetwork() throws Exception {
    try (HeldOutScorer scorer = open(Map.of(), Map.of())) {
      // when
      List<Measure> sound = measure(scorer, samples(false));
      List<Measure> ruined = measure(scorer, samples(true));

      // then
      assertThat(sound).extracting(Measure::metric).containsExactly("kid", "kid-statistics");
      Measure statistics = sound.get(1);
      System.out.printf(
          "KID on statistics: sound %.4f, ruined %.4f, floor %.4f%n",
          statistics.score().value(),
          ruined.get(1).score().value(),
          statistics.floor().orElseThrow());
      assertThat(statistics.score().value()).isLessThan(3 * statistics.floor().orElseThrow());
      assertThat(ruined.get(1).above(statistics).isWorse()).isTrue();
    }
  }

  @Test
  void aNetworkOfTheUsersDecidesBeforeTheJudgeOfScenes() throws Exception {
    try (HeldOutScorer scorer = open(IMAGE, CAPTION)) {
      // when
      List<Measure> measures = measure(scorer, samples(false));

      // then
      assertThat(measures)
          .extracting(Measure::metric)
          .containsExactly("kid-network", "kid", "kid-statistics", "network-match");
      assertThat(measures.get(0).protocol().network()).startsWith("torchscript:");
      assertThat(measures.get(0).floor()).isPresent();
      assertThat(measures.get(3).score().value()).isBetween(0.0, 1.0);
      assertThat(measures.get(3).protocol().network()).contains("torchscript:").contains(" ");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAtTheStart() throws IOException {
    // given
    Path none = Files.writeString(directory.resolve("none.pt"), "no network");

    // then
    assertThatThrownBy(() -> open(IMAGE, Map.of("gate.image-network", none.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pt");
    assertThatThrownBy(() -> open(IMAGE, Map.of("gate.image-network-output", "3")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gate.image-network")
        .hasMessageContaining("no output 3");
  }

  /** With the keys of both, the later ones before the earlier ones. */
  private static HeldOutScorer open(Map<String, String> keys, Map<String, String> others)
      throws IOException {
    Map<String, String> all = new HashMap<>(keys);
    all.putAll(others);
    return HeldOutScorer.open(new TensorLock(), Keys.of(all).gate());
  }

  private static List<Measure> measure(HeldOutScorer scorer, List<SceneSample> samples) {
    return scorer.measure(samples, "test", Optional.empty(), false);
  }

  /** Stripes of random colours, real and drawn; or noise in place of what is drawn. */
  private static List<SceneSample> samples(boolean ruined) {
    SplittableRandom random = new SplittableRandom(3);
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      RgbImage drawn = stripes(random);
      RgbImage real = stripes(random);
      samples.add(new SceneSample("pattern number " + i, ruined ? noise(random) : drawn, real));
    }
    return samples;
  }

  private static RgbImage stripes(SplittableRandom random) {
    int width = random.nextInt(4, 16);
    int first = random.nextInt(1 << 24);
    int second = random.nextInt(1 << 24);
    int[] pixels = new int[EDGE * EDGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % EDGE / width % 2 == 0 ? first : second;
    }
    return RgbImage.ofPacked(EDGE, EDGE, pixels);
  }

  private static RgbImage noise(SplittableRandom random) {
    byte[] rgb = new byte[EDGE * EDGE * RgbImage.COLOURS];
    random.nextBytes(rgb);
    return RgbImage.square(EDGE, rgb);
  }
}
