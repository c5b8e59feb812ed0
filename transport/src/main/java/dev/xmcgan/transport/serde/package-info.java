/** Avro records in the Confluent framing, with schemas in a registry. */
package dev.xmcgan.transport.serde;
