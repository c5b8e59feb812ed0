/** Reads topics from their end, outside any consumer group, one instance all records. */
package dev.xmcgan.gateway.tail;
