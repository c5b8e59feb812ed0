/** Measures the way of new weights into workers, and what it costs those who ask meanwhile. */
package dev.xmcgan.lab.bench.swap;
