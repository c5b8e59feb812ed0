/** The one thread that reads pairs, takes steps and publishes checkpoints, and its standby. */
package dev.xmcgan.trainer.training;
