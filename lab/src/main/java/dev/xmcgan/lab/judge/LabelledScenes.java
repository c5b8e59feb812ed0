package dev.xmcgan.lab.judge;

/** Endless scenes with their truth; the same index always gives the same scene. */
@FunctionalInterface
public interface LabelledScenes {

  /** The scene of that index, 0 or more. */
  LabelledScene scene(long index);
}
