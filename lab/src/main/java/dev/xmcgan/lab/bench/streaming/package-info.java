/** Measures what streaming adds to training, on a stack of its own: pace, transfer, freshness. */
package dev.xmcgan.lab.bench.streaming;
