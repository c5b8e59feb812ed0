/**
 * Which pairs a step learns from: a window over training-pairs, the queue of pairs not yet learned,
 * the pace, and a seeded draw. The topic is the data set; all of this is a cache of it.
 */
package dev.xmcgan.trainer.replay;
