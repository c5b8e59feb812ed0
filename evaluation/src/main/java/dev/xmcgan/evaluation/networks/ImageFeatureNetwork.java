package dev.xmcgan.evaluation.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** A network that describes images by numbers. Owns its weights; close it. Not thread-safe. */
public interface ImageFeatureNetwork extends AutoCloseable {

  /** Names these weights, with their hash, for protocols. */
  String id();

  /** Edge in pixels of the images it takes. */
  int inputSize();

  /** Where images for it are made. */
  NDManager manager();

  /**
   * One pass, without gradients.
   *
   * @param images {@code (B,3,H,W)} in [0,1], H and W as {@link #inputSize}
   * @return arrays attached to the images' manager
   */
  Described describe(NDArray images);

  @Override
  void close();

  /**
   * What a network says.
   *
   * @param features {@code (B,D)}
   * @param probabilities of classes, {@code (B,classes)}, where the network gives them
   */
  record Described(NDArray features, Optional<NDArray> probabilities) {}
}
