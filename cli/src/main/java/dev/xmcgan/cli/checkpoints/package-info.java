/** Looks at the checkpoints that lie in Kafka, brings in others, changes what is released. */
package dev.xmcgan.cli.checkpoints;
