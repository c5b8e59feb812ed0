/** The gateway's Prometheus metrics. */
package dev.xmcgan.gateway.metrics;
