package dev.xmcgan.trainer.gate;

import java.nio.file.Path;

/**
 * How checkpoints are judged.
 *
 * @param images held-out captions drawn, at least {@code fewestPairs}
 * @param fewestPairs held-out pairs without which nothing is scored
 * @param withoutScores what happens then
 * @param kidMargin by what share of the served one's KID may be higher, beyond its deviation
 * @param rPrecisionMargin by how much R-precision may be below it, 0 to 1
 * @param heldOutShare share of pairs that curation holds out, 0 to 1
 * @param directory for checkpoints while they are judged; holds nothing that must last
 */
public record GateSettings(
    int images,
    int fewestPairs,
    WithoutScores withoutScores,
    double kidMargin,
    double rPrecisionMargin,
    double heldOutShare,
    Path directory) {

  /** What becomes of a checkpoint whose images are images but could not be scored. */
  public enum WithoutScores {
    /** It may be served; its evaluation says that only this was looked at. */
    RELEASE,
    /** It waits for a person. */
    HOLD
  }
}
