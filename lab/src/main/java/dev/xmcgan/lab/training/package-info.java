/** Training on drawn scenes without Kafka: how the starter's weights are made. */
package dev.xmcgan.lab.training;
