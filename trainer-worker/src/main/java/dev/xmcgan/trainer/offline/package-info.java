/** The trainer's learning without Kafka, for experiments on what a stream does to a model. */
package dev.xmcgan.trainer.offline;
