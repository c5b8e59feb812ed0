package dev.xmcgan.trainer.releases;

/**
 * How a trainer handles releases.
 *
 * @param trainerId whom they are signed by
 * @param channel what it releases to
 * @param gate whether checkpoints are judged
 * @param release whether what the gate blessed is released
 * @param rollback whether a bad release is taken back
 * @param rejections after so many rejected candidates in a row training goes back to the best
 */
public record ReleaseSettings(
    String trainerId,
    String channel,
    boolean gate,
    boolean release,
    boolean rollback,
    int rejections) {}
