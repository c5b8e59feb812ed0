/** How every service reaches Kafka: the settings all clients share; what an API key looks like. */
package dev.xmcgan.transport;
