/** How every service reaches Kafka: the settings all clients share. */
package dev.xmcgan.transport;
