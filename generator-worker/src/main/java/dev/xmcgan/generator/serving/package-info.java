/** The loop: requests off Kafka, micro-batches drawn, answers and offsets in one transaction. */
package dev.xmcgan.generator.serving;
