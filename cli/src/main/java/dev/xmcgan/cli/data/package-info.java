/**
 * Where a command works: the project, the data directory of a stack with its lock, state and ports,
 * and the Kafka that it talks to.
 */
package dev.xmcgan.cli.data;
