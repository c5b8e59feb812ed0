/** Says what the trainer is doing: to Kafka, to Prometheus, to health checks. */
package dev.xmcgan.trainer.status;
