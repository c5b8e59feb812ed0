package dev.xmcgan.datasets.scenes;

import java.util.List;

/** What is behind the objects, with the ways to say so after an object and before one. */
public enum Background implements Attribute {
  SKY(false, "in the blue sky", "in the sky", "against a blue sky with clouds"),
  GRASS(false, "on green grass", "on grass", "in the grass"),
  SAND(false, "on sand", "in the sand", "on yellow sand"),
  NIGHT(false, "at night", "in the dark of the night", "on a starry night"),
  WATER(false, "on water", "in the water", "on the waves of the water"),
  SNOW(false, "in the snow", "on snow", "on white snow"),
  SUNSET(true, "at sunset", "in front of a sunset", "in the light of the sunset");

  private final boolean drifted;
  private final List<String> phrases;

  Background(boolean drifted, String... phrases) {
    this.drifted = drifted;
    this.phrases = List.of(phrases);
  }

  /** Ways to say it, each true of every image of this background. */
  List<String> phrases() {
    return phrases;
  }

  @Override
  public boolean isDrifted() {
    return drifted;
  }
}
