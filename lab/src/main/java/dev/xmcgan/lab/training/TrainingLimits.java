package dev.xmcgan.lab.training;

import java.time.Duration;

/**
 * When to stop, to save and to tell.
 *
 * @param duration of this run
 * @param steps iterations in all, earlier runs counted; a huge number for no limit
 * @param saveEvery time between two checkpoints
 * @param reportEvery iterations between two lines
 */
record TrainingLimits(Duration duration, long steps, Duration saveEvery, int reportEvery) {}
