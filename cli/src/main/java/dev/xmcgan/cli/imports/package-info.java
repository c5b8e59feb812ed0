/** Streams image-text pairs of a data set to Kafka. */
package dev.xmcgan.cli.imports;
