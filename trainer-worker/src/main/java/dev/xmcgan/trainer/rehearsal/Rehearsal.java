package dev.xmcgan.trainer.rehearsal;

import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.model.training.TrainingExample;
import dev.xmcgan.trainer.learning.CheckpointSampler.Painting;
import dev.xmcgan.trainer.replay.ImageCache;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a frozen generator, the anchor, can draw, as examples beside new pairs: to the discriminator
 * they are real (generative replay: Shin et al., <em>Continual learning with deep generative
 * replay</em>, 2017), and the generator is held to them at the same noise (distillation). So what
 * the log has no pairs of any more is not forgotten.
 *
 * <p>Each caption has one seed. Its image is drawn when it is first needed and kept in a file.
 * Which examples come depends on the captions, the seed and the anchor alone. Not thread-safe.
 */
public final class Rehearsal implements AutoCloseable {
  private final List<CaptionReservoir.Learned> captions;

  /** Numbers of those that are rehearsed: all but those of erased pairs. */
  private final List<Integer> rest;

  private final double share;
  private final long seed;
  private final Optional<Anchor> anchor;
  private final BitSet drawn = new BitSet();

  /** A generator that stays as it is, and a place for what it drew. */
  private record Anchor(Painting painting, ImageCache images) {}

  private Rehearsal(
      List<CaptionReservoir.Learned> captions, double share, long seed, Optional<Anchor> anchor) {
    this.captions = List.copyOf(captions);
    this.rest = IntStream.range(0, captions.size()).boxed().collect(Collectors.toList());
    this.share = share;
    this.seed = seed;
    this.anchor = anchor;
  }

  /** Nothing to rehearse. */
  public static Rehearsal none() {
    return new Rehearsal(List.of(), 0, 0, Optional.empty());
  }

  /**
   * Rehearses captions.
   *
   * @param captions what the anchor can draw
   * @param share of a step's examples, 0 to below 1, on average
   * @param anchor closed with this
   * @param images empty, of the anchor's size; closed with this
   */
  public static Rehearsal of(
      List<CaptionReservoir.Learned> captions,
      double share,
      long seed,
      Painting anchor,
      ImageCache images) {
    return new Rehearsal(captions, share, seed, Optional.of(new Anchor(anchor, images)));
  }

  /** How many different examples there are. */
  public int size() {
    return share == 0 ? 0 : rest.size();
  }

  /** The number of an example, each as likely. */
  public int pick(SplittableRandom random) {
    return rest.get(random.nextInt(rest.size()));
  }

  /**
   * A pair was erased: its captions are not rehearsed any more, and what was drawn of them goes.
   */
  public void forget(String pair) {
    rest.removeIf(
        number -> {
          boolean ofPair = captions.get(number).pair().equals(pair);
          if (ofPair && drawn.get(number)) {
            anchor.orElseThrow().images().clear(number);
          }
          return ofPair;
        });
  }

  /** Whether the next of a step's examples that may be any is to be one of these. */
  public boolean isNext(SplittableRandom random) {
    return size() > 0 && random.nextDouble() < share;
  }

  /** The caption of an example. */
  public String caption(int number) {
    return captions.get(number).caption();
  }

  /**
   * Draws those images that are not there yet, together.
   *
   * @throws IOException when there is no room to keep them
   */
  public void draw(List<Integer> numbers) throws IOException {
    List<Integer> missing = numbers.stream().filter(number -> !drawn.get(number)).toList();
    if (missing.isEmpty()) {
      return;
    }
    Anchor source = anchor.orElseThrow();
    List<GeneratedImage> images =
        source.painting().draw(missing.stream().map(this::request).toList(), false);
    for (int i = 0; i < images.size(); i++) {
      source.images().put(missing.get(i), images.get(i).rgb());
      drawn.set(missing.get(i));
    }
  }

  /** An example that was drawn. */
  public TrainingExample example(int number) {
    if (!drawn.get(number)) {
      throw new IllegalStateException("example " + number + " was not drawn");
    }
    return new TrainingExample(
        anchor.orElseThrow().images().get(number),
        caption(number),
        OptionalLong.of(Seeds.imageSeed(seed, number)));
  }

  private ImageRequest request(int number) {
    return new ImageRequest(caption(number), Seeds.imageSeed(seed, number), OptionalDouble.empty());
  }

  @Override
  public void close() throws IOException {
    if (anchor.isPresent()) {
      anchor.get().painting().close();
      anchor.get().images().close();
    }
  }
}
