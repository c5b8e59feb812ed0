/** Tests of the training loop, most on a real broker with a learner that only remembers. */
package dev.xmcgan.trainer.training;
