/** Forgets checkpoints that nobody needs, and keeps those that somebody does. */
package dev.xmcgan.trainer.cleanup;
