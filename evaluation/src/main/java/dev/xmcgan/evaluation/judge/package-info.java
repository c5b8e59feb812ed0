/** The built-in judge of drawn scenes: a small network that says what it sees, and the scoring. */
package dev.xmcgan.evaluation.judge;
