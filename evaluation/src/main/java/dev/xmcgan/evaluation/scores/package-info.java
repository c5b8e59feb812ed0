/** Scores that carry how they were measured, their comparison and their JSON. */
package dev.xmcgan.evaluation.scores;
