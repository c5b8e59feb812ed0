/** Which Kafka a command talks to: the running local stack's, or another one that is named. */
package dev.xmcgan.cli.kafka;
