package dev.xmcgan.model.generation;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Decides how many images go through the generator in one pass. An image must get the same bits
 * whatever else is drawn with it, but a tensor library may choose other kernels, which add in
 * another order, for other batch sizes. So only sizes are used that are shown, on this machine, to
 * give the same bits as a pass of two; where even its two places differ, images are drawn one by
 * one, which is exact by itself. The choice does not depend on the largest batch asked for.
 *
 * <p>Kernels are chosen by shape, not by value: random probes of the shapes in use show them all,
 * and what one generator showed holds for the next of the same shapes in this process.
 */
final class PassSizes {

  private static final int REFERENCE = 2;

  private static final Map<Kind, PassSizes> KNOWN = new ConcurrentHashMap<>();

  private final int largest;
  private final Map<Integer, Boolean> verified = new ConcurrentHashMap<>();

  /** What kernels are chosen by, beside the size of a pass. */
  private record Kind(ModelConfig config, Device device, Precision precision, int threads) {}

  /** Draws made-up images. */
  @FunctionalInterface
  interface Probe {

    /**
     * Draws the numbered samples in one pass.
     *
     * @return one image for each sample
     */
    List<float[]> draw(List<Integer> samples);
  }

  /**
   * @param largest the most images in a pass, a power of two
   */
  PassSizes(int largest) {
    if (largest < 1 || Integer.bitCount(largest) != 1) {
      throw new IllegalArgumentException("largest pass must be a power of two, not " + largest);
    }
    this.largest = largest;
  }

  /**
   * Those of all generators of these shapes.
   *
   * @param threads of the tensor library
   */
  static PassSizes of(ModelConfig config, Device device, Precision precision, int threads) {
    return KNOWN.computeIfAbsent(
        new Kind(config, device, precision, threads),
        kind -> new PassSizes(PassLimit.of(config, device)));
  }

  /**
   * Draws in passes, and fills the places that are left over in the last one.
   *
   * @param probe of the generator that draws
   * @param draw one pass: an image for each request, in order
   * @return an image for each request, in order
   */
  <R, I> List<I> inPasses(List<R> requests, Probe probe, Function<List<R>, List<I>> draw) {
    List<I> images = new ArrayList<>(requests.size());
    for (int size : plan(requests.size(), probe)) {
      int end = Math.min(requests.size(), images.size() + size);
      List<R> pass = new ArrayList<>(requests.subList(images.size(), end));
      int wanted = pass.size();
      while (pass.size() < size) {
        pass.add(pass.get(0));
      }
      images.addAll(draw.apply(pass).subList(0, wanted));
    }
    return images;
  }

  /**
   * Sizes of the passes that draw so many images; the last pass may have places to fill. Sizes are
   * tried out once, by whoever needs them first.
   *
   * @param probe of any generator of these shapes
   */
  List<Integer> plan(int images, Probe probe) {
    List<Integer> plan = new ArrayList<>();
    int left = images;
    while (left > 0) {
      int size = next(left, probe);
      plan.add(size);
      left -= size;
    }
    return plan;
  }

  /** The largest usable size that the images fill, else the smallest usable one. */
  private int next(int images, Probe probe) {
    int smallest = largest;
    for (int size = largest; size >= 1; size /= 2) {
      if (size <= images && usable(size, probe)) {
        return size;
      }
      if (size > images) {
        smallest = size;
      }
    }
    // reached only for one image where one alone differs from two together
    return smallest;
  }

  private boolean usable(int size, Probe probe) {
    if (largest == 1) {
      return true;
    }
    Boolean known = verified.get(size);
    return known != null ? known : verified(size, probe);
  }

  /** One at a time: what another thread has just shown need not be shown again. */
  private synchronized boolean verified(int size, Probe probe) {
    Boolean known = verified.get(size);
    if (known == null) {
      known = verify(size, probe);
      verified.put(size, known);
    }
    return known;
  }

  private boolean verify(int size, Probe probe) {
    if (size != REFERENCE && !usable(REFERENCE, probe)) {
      return size == 1;
    }
    List<float[]> expected = probe.draw(List.of(0, 1));
    if (size == REFERENCE) {
      return sameBits(List.of(1, 0), expected, probe);
    }
    if (size == 1) {
      return sameBits(List.of(0), expected, probe) && sameBits(List.of(1), expected, probe);
    }
    List<Integer> samples = new ArrayList<>();
    for (int place = 0; place < size; place++) {
      samples.add(place % REFERENCE);
    }
    return sameBits(samples, expected, probe);
  }

  private static boolean sameBits(List<Integer> samples, List<float[]> expected, Probe probe) {
    List<float[]> drawn = probe.draw(samples);
    for (int place = 0; place < samples.size(); place++) {
      if (!Arrays.equals(drawn.get(place), expected.get(samples.get(place)))) {
        return false;
      }
    }
    return true;
  }
}
