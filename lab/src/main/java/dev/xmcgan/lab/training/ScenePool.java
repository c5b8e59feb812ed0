package dev.xmcgan.lab.training;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.NoiseScenes;
import dev.xmcgan.datasets.scenes.NoiseScenes.Open;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.SceneSynonyms;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.lab.judge.DrawnScenes;
import dev.xmcgan.model.captions.HardNegatives.Drawn;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.schemas.limits.PairLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Scenes drawn once and held in memory, to train on again and again. */
public final class ScenePool {
  /** Of scenes beside their noise, how often the discriminator reads all of them. */
  private static final double FULL_SHARE = 0.75;

  private final String name;
  private final List<Pair> pairs;
  private final double terseShare;
  private final double otherWords;

  private ScenePool(String name, List<Pair> pairs, double terseShare, double otherWords) {
    this.name = name;
    this.pairs = pairs;
    this.terseShare = terseShare;
    this.otherWords = otherWords;
  }

  /** Draws the first {@code count} training scenes of that seed. */
  public static ScenePool draw(int count, long seed, Drift drift, int imageSize) {
    SceneSampler sampler = new SceneSampler(seed, Split.TRAIN, drift);
    SceneRenderer renderer = new SceneRenderer(imageSize);
    List<Pair> pairs =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                index -> {
                  Scene scene = sampler.scene(index);
                  return new Pair(
                      renderer.render(scene).rgb(),
                      SceneCaptions.of(scene, false),
                      List.of(),
                      OptionalLong.empty());
                })
            .toList();
    return new ScenePool(drift + " " + seed + " ", pairs, 0, 0);
  }

  /**
   * Draws as many scenes, each under one caption that says nothing of what the seed beside it
   * decides: what the caption leaves open is read off that seed's noise, see {@link NoiseScenes}.
   * The discriminator mostly reads a caption that says it all, so that what the noise decides is
   * held to as words are.
   *
   * @param terse share of captions that are the shortest of their scene, 0 to 1
   * @param noiseSize Z
   */
  static ScenePool drawFromNoise(int count, long seed, double terse, int imageSize, int noiseSize) {
    checked(terse);
    SceneSampler sampler = new SceneSampler(seed, Split.TRAIN, Drift.none());
    SceneRenderer renderer = new SceneRenderer(imageSize);
    CaptionReader reader = new CaptionReader(DrawnScenes.vocabulary());
    List<Pair> pairs =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                index -> {
                  Scene scene = sampler.scene(index);
                  long noise = Seeds.imageSeed(seed, index);
                  String caption = caption(scene, terse, new SplittableRandom(noise));
                  float[] z = Seeds.noise(noise, noiseSize, OptionalDouble.empty());
                  Scene shown = NoiseScenes.of(scene, open(reader.read(caption)), z);
                  List<String> full =
                      SceneCaptions.of(shown, false).stream()
                          .filter(each -> saysAll(reader.read(each)))
                          .toList();
                  return new Pair(
                      renderer.render(shown).rgb(), List.of(caption), full, OptionalLong.of(noise));
                })
            .toList();
    return new ScenePool("noise " + seed + " ", pairs, 0, 0);
  }

  private static String caption(Scene scene, double terse, SplittableRandom random) {
    if (random.nextDouble() < terse) {
      return SceneCaptions.terse(scene);
    }
    List<String> captions = SceneCaptions.of(scene, false);
    return captions.get(random.nextInt(captions.size()));
  }

  private static Open open(CaptionClaims claims) {
    return new Open(
        claims.background().isEmpty(),
        claims.objects().get(0).size().isEmpty(),
        claims.relation().isEmpty());
  }

  private static boolean saysAll(CaptionClaims claims) {
    Open open = open(claims);
    boolean related = claims.objects().size() == 1 || !open.relation();
    return !open.background() && !open.sizes() && related;
  }

  /**
   * The same pairs more often under the shortest of their captions, which leaves most open.
   *
   * @param share of captions that are the shortest whatever chance says, 0 to 1
   */
  public ScenePool withTerse(double share) {
    return new ScenePool(name, pairs, checked(share), otherWords);
  }

  /**
   * The same pairs under captions that name some things by other words, see {@link SceneSynonyms}.
   *
   * @param share of the words, 0 to 1
   */
  public ScenePool withOtherWords(double share) {
    return new ScenePool(name, pairs, terseShare, checked(share));
  }

  private static double checked(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
    }
    return share;
  }

  /**
   * The first pairs of a data set, squashed to squares. All of them stay in memory, 12 KiB each at
   * 64 pixels.
   *
   * @param most how many
   * @param problems hears of what is left out
   */
  static ScenePool read(PairSource source, int most, int imageSize, Consumer<PairProblem> problems)
      throws IOException {
    ImageDecoder decoder =
        new ImageDecoder(
            new ImageLimits(PairLimits.MAX_IMAGE_BYTES, PairLimits.MAX_IMAGE_PIXELS, 1));
    List<Pair> pairs = new ArrayList<>();
    try (Stream<CaptionedImage> images = source.pairs(problems)) {
      Iterator<CaptionedImage> next = images.iterator();
      while (pairs.size() < most && next.hasNext()) {
        CaptionedImage image = next.next();
        try {
          RgbImage square = Resize.toSquare(decoder.decode(image.image()), imageSize);
          pairs.add(new Pair(square.rgb(), image.captions(), List.of(), OptionalLong.empty()));
        } catch (UnusableImageException e) {
          problems.accept(
              new PairProblem.BrokenImage(
                  Path.of(image.metadata().getOrDefault("file", image.id())), e.getMessage()));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new ScenePool(source.name() + " ", List.copyOf(pairs), 0, 0);
  }

  /** How many pairs there are. */
  int size() {
    return pairs.size();
  }

  /** Any of the pairs under any of its captions; ids tell pools of other scenes apart. */
  Drawn<TrainingExample> drawn(SplittableRandom random) {
    int index = random.nextInt(pairs.size());
    Pair pair = pairs.get(index);
    // no number is drawn where nothing depends on it: steps of one seed stay what they were
    boolean terse = terseShare > 0 && random.nextDouble() < terseShare;
    String caption =
        terse ? pair.terse() : pair.captions().get(random.nextInt(pair.captions().size()));
    String said = said(caption, random);
    if (pair.seed().isEmpty()) {
      return new Drawn<>(name + index, said, new TrainingExample(pair.rgb(), said));
    }
    boolean inFull = random.nextDouble() < FULL_SHARE;
    String judgedBy =
        inFull ? said(pair.full().get(random.nextInt(pair.full().size())), random) : said;
    return new Drawn<>(
        name + index,
        judgedBy,
        TrainingExample.assigned(pair.rgb(), said, judgedBy, pair.seed().getAsLong()));
  }

  private String said(String caption, SplittableRandom random) {
    return otherWords > 0
        ? SceneSynonyms.said(caption, SceneSynonyms.Words.LEARNED, otherWords, random)
        : caption;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares pairs
  private record Pair(byte[] rgb, List<String> captions, List<String> full, OptionalLong seed) {
    String terse() {
      return Collections.min(captions, Comparator.comparingInt(String::length));
    }
  }
}
