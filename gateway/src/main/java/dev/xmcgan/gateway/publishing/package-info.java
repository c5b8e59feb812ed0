/** Puts records on Kafka, acknowledged by all replicas within a bounded time or refused. */
package dev.xmcgan.gateway.publishing;
