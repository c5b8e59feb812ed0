package dev.xmcgan.evaluation.networks;

import java.util.List;

/** A network that describes captions by numbers. Owns its weights; close it. Not thread-safe. */
public interface CaptionFeatureNetwork extends AutoCloseable {

  /** Names these weights and the tokeniser, with their hashes, for protocols. */
  String id();

  /** Vectors of captions, {@code (B,D)}. */
  float[][] embed(List<String> captions);

  @Override
  void close();
}
