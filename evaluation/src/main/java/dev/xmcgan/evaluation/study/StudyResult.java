package dev.xmcgan.evaluation.study;

import dev.xmcgan.evaluation.scores.Score;

/**
 * What raters thought of one system.
 *
 * @param preferred share of the answers that put it first, higher is better
 * @param meanRank from 1 to the number of systems, lower is better
 */
public record StudyResult(String system, Score preferred, Score meanRank) {}
