package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.trainer.gate.HeldOutPairs.HeldOutSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Captions that checkpoints are judged by, each with a seed of its own, which does not hang on the
 * others.
 *
 * @param name {@link #FRESH} or {@link #ANCHORS}
 * @param requests one for each caption
 * @param again the same captions with other seeds
 * @param real the real image of each, where there is one
 * @param hash of captions and images
 */
record JudgedSet(
    String name,
    List<ImageRequest> requests,
    List<ImageRequest> again,
    List<Optional<RgbImage>> real,
    String hash) {
  /** Held-out pairs of the stream. */
  static final String FRESH = "fresh";

  /** Captions of what was learned before. */
  static final String ANCHORS = "anchors";

  private static final long SEED = 0;
  private static final long OTHER_SEED = 1;

  /** Captions whose images of two seeds are compared. */
  private static final int VARIED = 32;

  static JudgedSet fresh(HeldOutSet pairs) {
    List<ImageRequest> requests = new ArrayList<>();
    List<ImageRequest> again = new ArrayList<>();
    List<Optional<RgbImage>> real = new ArrayList<>();
    for (HeldOutPair pair : pairs.pairs()) {
      requests.add(request(SEED, pair.caption(), pair.pairId()));
      again.add(request(OTHER_SEED, pair.caption(), pair.pairId()));
      real.add(Optional.of(pair.image()));
    }
    return new JudgedSet(FRESH, requests, again, real, pairs.hash());
  }

  /**
   * What a checkpoint knows.
   *
   * @param held real held-out pairs, some of which may have these captions
   */
  static JudgedSet anchors(Anchors.Anchor anchor, HeldOutSet held) {
    Map<String, HeldOutPair> byCaption = new HashMap<>();
    held.pairs().forEach(pair -> byCaption.putIfAbsent(pair.caption(), pair));
    List<ImageRequest> requests = new ArrayList<>();
    List<ImageRequest> again = new ArrayList<>();
    List<Optional<RgbImage>> real = new ArrayList<>();
    List<String> sources = new ArrayList<>(List.of(anchor.checkpointId()));
    for (String caption : anchor.captions()) {
      Optional<HeldOutPair> pair = Optional.ofNullable(byCaption.get(caption));
      requests.add(request(SEED, caption, caption));
      again.add(request(OTHER_SEED, caption, caption));
      real.add(pair.map(HeldOutPair::image));
      sources.add(caption + pair.map(found -> " " + found.contentHash()).orElse(""));
    }
    return new JudgedSet(ANCHORS, requests, again, real, SourceHash.of(sources));
  }

  /** What a candidate draws. */
  List<ImageRequest> ofCandidate() {
    return Stream.concat(requests.stream(), varied().stream()).toList();
  }

  /** What the anchor draws: its other images stand in for real ones. */
  List<ImageRequest> ofAnchor() {
    return Stream.concat(requests.stream(), again.stream()).toList();
  }

  /** Those that are drawn twice. */
  List<ImageRequest> varied() {
    return again.subList(0, Math.min(VARIED, again.size()));
  }

  /**
   * Drawn images beside real ones, those no larger than what is drawn: originals may be kept for a
   * larger model.
   *
   * @param standIns what the anchor drew, other seeds too, where there are no real ones
   */
  List<SceneSample> samples(
      Map<ImageRequest, GeneratedImage> drawn, Map<ImageRequest, GeneratedImage> standIns) {
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      ImageRequest request = requests.get(i);
      ImageRequest other = again.get(i);
      RgbImage image = drawn.get(request).image();
      samples.add(
          new SceneSample(
              request.caption(),
              image,
              real.get(i)
                  .map(each -> Resize.toSquare(each, image.width()))
                  .orElseGet(() -> standIns.get(other).image())));
    }
    return samples;
  }

  /**
   * How far apart the images of two seeds are, for those drawn twice: the mean difference of their
   * values, 0 to 1.
   */
  double[] variety(Map<ImageRequest, GeneratedImage> drawn) {
    List<ImageRequest> others = varied();
    double[] variety = new double[others.size()];
    for (int i = 0; i < variety.length; i++) {
      byte[] one = drawn.get(requests.get(i)).rgb();
      byte[] other = drawn.get(others.get(i)).rgb();
      long sum = 0;
      for (int at = 0; at < one.length; at++) {
        sum += Math.abs(Byte.toUnsignedInt(one[at]) - Byte.toUnsignedInt(other[at]));
      }
      variety[i] = sum / (255.0 * one.length);
    }
    return variety;
  }

  private static ImageRequest request(long seed, String caption, String id) {
    return new ImageRequest(
        caption, Seeds.imageSeed(seed, id.hashCode() & Integer.MAX_VALUE), OptionalDouble.empty());
  }
}
