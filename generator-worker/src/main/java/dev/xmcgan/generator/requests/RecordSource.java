package dev.xmcgan.generator.requests;

import org.apache.kafka.common.TopicPartition;

/** Where a record lies. */
public record RecordSource(TopicPartition partition, long offset) {}
