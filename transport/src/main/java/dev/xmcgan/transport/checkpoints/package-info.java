/** Checkpoints through Kafka: files cut into chunks on the way in, verified on the way out. */
package dev.xmcgan.transport.checkpoints;
