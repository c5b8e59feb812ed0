/** A Kafka broker and a schema registry as child processes, for machines without Docker. */
package dev.xmcgan.localkafka;
