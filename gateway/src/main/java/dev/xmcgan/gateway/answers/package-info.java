/** Joins requests that callers wait for with the results and failures read from Kafka. */
package dev.xmcgan.gateway.answers;
