package dev.xmcgan.trainer.gate;

import java.nio.file.Path;

/**
 * How checkpoints are judged.
 *
 * @param images most captions drawn of each of the two sets, at least {@code fewestPairs}
 * @param fewestPairs captions without which a set decides nothing
 * @param withoutScores what happens when neither set can decide
 * @param networks of the user's, to look through beside those that are built in
 * @param margins how much worse it may be even beyond chance
 * @param records of the end of training-pairs from which held-out pairs are taken
 * @param directory for checkpoints while they are judged; holds nothing that must last
 */
public record GateSettings(
    int images,
    int fewestPairs,
    WithoutScores withoutScores,
    GateNetworks networks,
    Margins margins,
    int records,
    Path directory) {

  /** What becomes of a checkpoint whose images are images but could not be scored. */
  public enum WithoutScores {
    /** It may be served; its evaluation says that only this was looked at. */
    RELEASE,
    /** It waits for a person. */
    HOLD
  }

  /**
   * Differences that do not matter, however certain they are.
   *
   * @param kid by what share of the other's KID, or of its floor where that is more, it may be
   *     higher
   * @param shares by how much a share (everything right, captions that fit less well) may be lower
   * @param diversity by what share images of one caption may be more alike
   */
  public record Margins(double kid, double shares, double diversity) {}
}
