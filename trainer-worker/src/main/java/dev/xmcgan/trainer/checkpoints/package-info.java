/** Where training starts from, and how what it learned is published. */
package dev.xmcgan.trainer.checkpoints;
