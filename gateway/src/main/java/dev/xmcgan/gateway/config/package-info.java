/** The gateway's configuration keys and the Kafka connection built from them. */
package dev.xmcgan.gateway.config;
