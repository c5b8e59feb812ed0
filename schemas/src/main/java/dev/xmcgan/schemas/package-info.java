/** Events on Kafka (generated from the Avro schemas) and the topics that carry them. */
package dev.xmcgan.schemas;
