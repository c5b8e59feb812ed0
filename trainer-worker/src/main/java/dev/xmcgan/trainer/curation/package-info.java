/**
 * From image-text-pairs to training-pairs or rejected-pairs: the rules as plain code ({@link
 * dev.xmcgan.trainer.curation.Curator}), the stream around them on Kafka Streams.
 */
package dev.xmcgan.trainer.curation;
