/** Looks at the checkpoints that lie in Kafka. */
package dev.xmcgan.cli.checkpoints;
