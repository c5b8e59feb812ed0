/** Says what the worker is doing: to Kafka, to Prometheus, to health checks. */
package dev.xmcgan.generator.status;
