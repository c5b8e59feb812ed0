/** How well a checkpoint draws what captions say. */
package dev.xmcgan.cli.evaluation;
